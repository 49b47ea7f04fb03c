// SPDX-License-Identifier: Apache-2.0
// Signers with keys in memory, one for each kind.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "crypto/ed25519.h"
#include "crypto/p256.h"
#include "crypto/secp256k1_key.h"
#include "identity/public_key.h"

namespace tiles::identity {

inline Signer signer_with(std::shared_ptr<crypto::Ed25519Key> key) {
  return {.key = key->public_key(), .sign = [key](std::string_view message) {
            const auto bytes = key->sign(message);
            return Result<std::string>(
                std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
          }};
}

inline Signer ed25519_signer() {
  return signer_with(std::make_shared<crypto::Ed25519Key>(crypto::Ed25519Key::generate()));
}
inline Signer ed25519_signer(std::span<const std::byte> seed) {
  return signer_with(std::make_shared<crypto::Ed25519Key>(
      crypto::Ed25519Key::from_seed(seed.first<crypto::kEd25519SeedBytes>())));
}

inline Signer p256_signer() {
  auto key = std::make_shared<crypto::P256PrivateKey>(crypto::P256PrivateKey::generate());
  return {.key = key->public_key(), .sign = [key](std::string_view message) {
            return Result<std::string>(key->sign(message));
          }};
}

inline Signer k256_signer() {
  auto key = std::make_shared<crypto::Secp256k1PrivateKey>(crypto::Secp256k1PrivateKey::generate());
  return {.key = key->public_key(), .sign = [key](std::string_view message) {
            return Result<std::string>(key->sign(message));
          }};
}

}  // namespace tiles::identity
