// SPDX-License-Identifier: Apache-2.0
// A signature with what it takes to check it offline: Sigstore bundle v0.3 as ProtoJSON. Format:
// docs/formats/attestation.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attest/dsse.h"
#include "base/json.h"
#include "base/result.h"
#include "tlog/hash.h"
#include "tlog/proof.h"

namespace tiles::attest {

inline constexpr std::string_view kBundleMediaType =
    "application/vnd.dev.sigstore.bundle.v0.3+json";

// That an entry is in a log.
struct LoggedEntry {
  static constexpr std::size_t kBodyBytesMax = 65'535;
  static constexpr std::size_t kCheckpointBytesMax = 65'536;
  static constexpr std::size_t kNameBytesMax = 64;

  struct Inclusion {
    std::uint64_t index = 0;
    tlog::TreeHead head;  // As the bundle says; the checkpoint vouches for it.
    tlog::Proof hashes;
    std::string checkpoint;

    bool operator==(const Inclusion&) const = default;
  };

  std::uint64_t log_index = 0;
  tlog::Hash log_id;                   // SHA-256 over name and key of the log.
  std::string kind;                    // "hashedrekord".
  std::string version;                 // "0.0.2".
  std::string body;                    // The entry.
  std::optional<Inclusion> inclusion;  // Logs of the first kind gave a promise instead.

  bool operator==(const LoggedEntry&) const = default;
};

struct Bundle {
  static constexpr std::size_t kTextBytesMax = std::size_t{24} << 20U;
  static constexpr std::size_t kEntriesMax = 16;
  static constexpr std::size_t kCertificatesMax = 16;
  static constexpr std::size_t kHintBytesMax = 1'024;

  // Which key it is, as its signer says; empty when the bundle has certificates, or is of a
  // model_signing before 1.1.
  std::string key_hint;
  std::vector<std::string> certificates;  // DER, that of the signer first.
  std::vector<LoggedEntry> entries;
  Envelope envelope;  // With exactly one signature.

  // Unknown members are read over. Errors: Invalid, Limit, Unsupported (another version, a
  // signature without an envelope).
  static Result<Bundle> parse(std::string_view text);
  // One line.
  std::string print() const;
  Json json() const;

  bool operator==(const Bundle&) const = default;
};

}  // namespace tiles::attest
