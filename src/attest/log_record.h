// SPDX-License-Identifier: Apache-2.0
// A signature as a log has it: the entry "hashedrekord" 0.0.2 of Rekor v2, byte for byte, so that
// other programs know it. It has a digest, the signature and the key, and not what was signed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "attest/dsse.h"
#include "base/result.h"
#include "crypto/digest.h"
#include "crypto/ec_public_key.h"

namespace tiles::attest {

struct LogRecord {
  static constexpr std::string_view kKind = "hashedrekord";
  static constexpr std::string_view kVersion = "0.0.2";
  static constexpr std::size_t kTextBytesMax = 4'096;

  crypto::Digest digest;    // Of the bytes that are signed.
  std::string signature;    // DER.
  crypto::EcPublicKey key;  // Of P-256.

  // Of the one signature of an envelope. `key` is of P-256.
  static LogRecord of(const Envelope& envelope, const crypto::EcPublicKey& key);
  // Canonical JSON (RFC 8785).
  std::string print() const;
  // What print() writes and nothing else. Errors: Invalid, Limit, Unsupported.
  static Result<LogRecord> parse(std::string_view text);

  bool operator==(const LogRecord&) const = default;
};

}  // namespace tiles::attest
