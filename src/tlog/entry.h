// SPDX-License-Identifier: Apache-2.0
// The entries of a Tiles log: what happened to which bytes, in canonical JSON. Nothing personal is
// in them; a name only as a salted hash that its owner can open. Format: docs/formats/tlog.md.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/digest.h"
#include "crypto/secret.h"

namespace tiles::tlog {

inline constexpr std::size_t kEventBytesMax = 64;
inline constexpr std::size_t kEventEntryBytesMax = 4'096;
inline constexpr std::size_t kNameNonceBytes = 16;

inline constexpr std::size_t kNameKeyBytes = 32;

// SHA-256(salt ‖ name), where the salt is SHA-256(the owner's key of kNameKeyBytes ‖ nonce). The
// owner opens one name by showing its salt, and no other name with it.
struct SaltedName {
  std::string nonce;  // kNameNonceBytes bytes.
  crypto::Digest hash;

  static SaltedName make(const crypto::SecretBytes& owner_key, std::string_view name);
  static SaltedName with_nonce(const crypto::SecretBytes& owner_key, std::string_view nonce,
                               std::string_view name);
  bool is_of(const crypto::SecretBytes& owner_key, std::string_view name) const;

  bool operator==(const SaltedName&) const = default;
};

// That a key which was delegated to made a signature.
struct SignatureUse {
  crypto::Digest delegation;
  std::string signature;  // In DER.

  bool operator==(const SignatureUse&) const = default;
};

struct Entry {
  std::string event;  // "model.create": words of a to z and '-' with dots between them.
  TimePoint time;
  std::optional<crypto::Digest> digest;  // Of the manifest or the file that it is about.
  std::optional<SaltedName> name;
  std::optional<SignatureUse> use = {};

  // One line of canonical JSON (RFC 8785), without line feed.
  std::string print() const;
  // What print() writes and nothing else. Errors: Invalid, Limit.
  static Result<Entry> parse(std::string_view text);

  bool operator==(const Entry&) const = default;
};

bool is_event(std::string_view text);

}  // namespace tiles::tlog
