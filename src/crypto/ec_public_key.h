// SPDX-License-Identifier: Apache-2.0
// Public keys for ECDSA as files and certificates of others have them: P-256 with SHA-256, P-384
// with SHA-384, P-521 with SHA-512. Only P-256 signs for us (p256.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/ecdsa_signature.h"
#include "crypto/p256.h"

namespace tiles::crypto {

enum class EcCurve { P256, P384, P521 };

class EcPublicKey {
 public:
  static constexpr std::size_t kPemBytesMax = 65'536;
  static constexpr std::size_t kCertificateBytesMax = 65'536;

  // SubjectPublicKeyInfo of RFC 5480 in DER: a named curve, the point uncompressed. Errors:
  // Invalid, Unsupported (another kind of key).
  static Result<EcPublicKey> parse_spki(std::string_view der);
  // The first "PUBLIC KEY" of a text (RFC 7468); what stands before it is passed over. Errors: also
  // Limit.
  static Result<EcPublicKey> parse_pem(std::string_view text);
  // Of an X.509 certificate in DER, for which nothing vouches. Errors: as parse_pem().
  static Result<EcPublicKey> of_certificate(std::string_view der);
  static EcPublicKey of(const P256PublicKey& key);

  EcCurve curve() const { return curve_; }
  const std::string& spki() const { return spki_; }
  // With a line feed at the end of each line, also of the last.
  std::string pem() const;

  // Errors: Invalid, which says why.
  Result<void> verify(std::string_view message, std::string_view der_signature, HighS high_s) const;

  bool operator==(const EcPublicKey&) const = default;

 private:
  EcPublicKey(EcCurve curve, std::string spki) : curve_(curve), spki_(std::move(spki)) {}
  EcCurve curve_;
  std::string spki_;
};

}  // namespace tiles::crypto
