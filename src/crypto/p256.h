// SPDX-License-Identifier: Apache-2.0
// ECDSA over P-256 with SHA-256 (FIPS 186-5, "ES256"). Signatures are raw; ecdsa_signature.h has
// the DER form.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/ecdsa_signature.h"
#include "crypto/secret.h"

namespace tiles::crypto {

// A point on the curve.
class P256PublicKey {
 public:
  static constexpr std::size_t kCompressedBytes = 33;

  // SEC 1 §2.3.3, compressed: 33 bytes. Errors: Invalid.
  static Result<P256PublicKey> parse(std::string_view compressed);
  // From its two coordinates, 32 bytes each, big-endian. Errors: Invalid.
  static Result<P256PublicKey> from_coordinates(std::string_view x, std::string_view y);
  const std::string& compressed() const { return compressed_; }

  // Errors: Invalid, which says why.
  Result<void> verify(std::string_view message, std::string_view raw_signature, HighS high_s) const;

  bool operator==(const P256PublicKey&) const = default;

 private:
  friend class P256PrivateKey;
  explicit P256PublicKey(std::string compressed) : compressed_(std::move(compressed)) {}
  std::string compressed_;
};

// Wiped when it ends. Safe from several threads.
class P256PrivateKey {
 public:
  static constexpr std::size_t kScalarBytes = 32;

  static P256PrivateKey generate();
  // Big-endian. Errors: Invalid (not 32 bytes, 0, or not below the order of the curve).
  static Result<P256PrivateKey> from_scalar(std::span<const std::byte> scalar);
  SecretBytes scalar() const;
  P256PublicKey public_key() const;

  // The raw signature, its s at most half the order of the curve. The nonce is random.
  std::string sign(std::string_view message) const;

 private:
  struct Key;
  struct FreeKey {
    void operator()(Key* key) const;
  };
  explicit P256PrivateKey(std::unique_ptr<Key, FreeKey> key) : key_(std::move(key)) {}
  std::unique_ptr<Key, FreeKey> key_;
};

// `raw_signature` with the smaller one of s and n - s; what is no signature stays as it is.
std::string with_low_s_p256(std::string_view raw_signature);

}  // namespace tiles::crypto
