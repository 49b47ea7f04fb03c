// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures (RFC 8032). One rule says everywhere which signature is good, libsodium's: no
// key or R of low order, no point or S that is not in its one canonical form. The 914 published
// edge cases are pinned in a test.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "crypto/secret.h"

namespace tiles::crypto {

inline constexpr std::size_t kEd25519SeedBytes = 32;

using Ed25519PublicKey = std::array<std::byte, 32>;
using Ed25519Signature = std::array<std::byte, 64>;

// A private key, in memory that is wiped. Moved, not copied. Safe from several threads.
class Ed25519Key {
 public:
  static Ed25519Key generate();
  // The 32 bytes that RFC 8032 calls the private key. The caller wipes them.
  static Ed25519Key from_seed(std::span<const std::byte, kEd25519SeedBytes> seed);

  const Ed25519PublicKey& public_key() const { return public_key_; }
  // Valid while the key lives.
  std::span<const std::byte, kEd25519SeedBytes> seed() const;
  // The same message has the same signature.
  Ed25519Signature sign(std::string_view message) const;

 private:
  Ed25519Key() = default;

  SecretBytes secret_;  // Seed and public key, as libsodium wants it.
  Ed25519PublicKey public_key_{};
};

bool is_ed25519_signature(const Ed25519PublicKey& key, std::string_view message,
                          const Ed25519Signature& signature);

}  // namespace tiles::crypto
