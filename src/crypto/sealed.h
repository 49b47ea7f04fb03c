// SPDX-License-Identifier: Apache-2.0
// Secrets at rest: XChaCha20-Poly1305, under a key or under a passphrase that Argon2id (RFC 9106)
// makes a key of. Format: docs/formats/keys.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace tiles::crypto {

inline constexpr std::size_t kSealingKeyBytes = 32;
// Of a sealed text as read and of what may be sealed.
inline constexpr std::size_t kSealedBytesMax = std::size_t{64} * 1024;

// What trying one passphrase costs. The default is libsodium's "moderate": about half a second.
struct PassphraseCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 262'144;

  // A file names its own cost: one that would take more is refused (Limit).
  static constexpr std::uint32_t kPassesMax = 16;
  static constexpr std::uint32_t kMemoryKibMin = 8;
  static constexpr std::uint32_t kMemoryKibMax = 1'048'576;
};

// Errors: Limit (a cost or a size past its bound, or no memory for it).
Result<std::string> seal_under_passphrase(std::span<const std::byte> secret,
                                          std::span<const std::byte> passphrase,
                                          const PassphraseCost& cost);
// Errors: Denied (a wrong passphrase, or the bytes were changed: nothing tells which), Invalid (not
// sealed in this way), Limit.
Result<SecretBytes> open_under_passphrase(std::string_view sealed,
                                          std::span<const std::byte> passphrase);

// `key`: kSealingKeyBytes. `purpose` is authenticated, not kept: what was sealed for one purpose
// does not open for another.
std::string seal_under_key(std::span<const std::byte> secret, std::span<const std::byte> key,
                           std::string_view purpose);
// Errors: Denied (another key or purpose, or the bytes were changed), Invalid, Limit.
Result<SecretBytes> open_under_key(std::string_view sealed, std::span<const std::byte> key,
                                   std::string_view purpose);

}  // namespace tiles::crypto
