// SPDX-License-Identifier: Apache-2.0
// ECDSA over secp256k1 with SHA-256 ("ES256K"). Signatures are raw and have a low s: a high one is
// never accepted.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace tiles::crypto {

class Secp256k1PublicKey {
 public:
  static constexpr std::size_t kCompressedBytes = 33;

  // SEC 1 §2.3.3, compressed: 33 bytes. Errors: Invalid.
  static Result<Secp256k1PublicKey> parse(std::string_view compressed);
  const std::string& compressed() const { return compressed_; }

  // Errors: Invalid, which says why.
  Result<void> verify(std::string_view message, std::string_view raw_signature) const;

  bool operator==(const Secp256k1PublicKey&) const = default;

 private:
  friend class Secp256k1PrivateKey;
  explicit Secp256k1PublicKey(std::string compressed) : compressed_(std::move(compressed)) {}
  std::string compressed_;
};

// Wiped when it ends. Safe from several threads.
class Secp256k1PrivateKey {
 public:
  static constexpr std::size_t kScalarBytes = 32;

  static Secp256k1PrivateKey generate();
  // Big-endian. Errors: Invalid (not 32 bytes, 0, or not below the order of the curve).
  static Result<Secp256k1PrivateKey> from_scalar(SecretBytes scalar);
  std::span<const std::byte> scalar() const { return scalar_.bytes(); }
  Secp256k1PublicKey public_key() const;

  // The raw signature. The nonce is that of RFC 6979, so that one message has one signature.
  std::string sign(std::string_view message) const;

 private:
  explicit Secp256k1PrivateKey(SecretBytes scalar) : scalar_(std::move(scalar)) {}
  SecretBytes scalar_;
};

}  // namespace tiles::crypto
