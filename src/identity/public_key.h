// SPDX-License-Identifier: Apache-2.0
// Public keys of the three kinds that identities use, and their text: did:key and Multikey.
// Sources: the did:key method of the W3C Credentials Community Group, Multicodec.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "crypto/ed25519.h"
#include "crypto/p256.h"
#include "crypto/secp256k1_key.h"

namespace tiles::identity {

enum class KeyKind { Ed25519, P256, Secp256k1 };

class PublicKey {
 public:
  PublicKey(crypto::Ed25519PublicKey key) : key_(key) {}
  PublicKey(crypto::P256PublicKey key) : key_(std::move(key)) {}
  PublicKey(crypto::Secp256k1PublicKey key) : key_(std::move(key)) {}

  // "did:key:z…". Errors: Invalid, Unsupported (a key of another kind).
  static Result<PublicKey> parse_did(std::string_view did);
  // "z…", the same without its beginning: the publicKeyMultibase of a Multikey.
  static Result<PublicKey> parse_multikey(std::string_view text);
  std::string did() const;
  std::string multikey() const;

  KeyKind kind() const { return static_cast<KeyKind>(key_.index()); }
  std::string_view kind_name() const;  // "Ed25519", "P-256", "secp256k1".
  // Null when it is of another kind.
  const crypto::P256PublicKey* p256() const { return std::get_if<crypto::P256PublicKey>(&key_); }

  // `signature`: 64 bytes; of ECDSA raw and with a low s. Errors: Invalid, which says why.
  Result<void> verify(std::string_view message, std::string_view signature) const;

  bool operator==(const PublicKey&) const = default;

 private:
  std::variant<crypto::Ed25519PublicKey, crypto::P256PublicKey, crypto::Secp256k1PublicKey> key_;
};

// Signs what it is given with the private half of `key`, wherever that is.
struct Signer {
  PublicKey key;
  // 64 bytes, as PublicKey::verify() takes them.
  std::function<Result<std::string>(std::string_view message)> sign;
};

}  // namespace tiles::identity
