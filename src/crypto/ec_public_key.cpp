// SPDX-License-Identifier: Apache-2.0
#include "crypto/ec_public_key.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/assert.h"
#include "base/encodings.h"
#include "crypto/octets.h"

namespace tiles::crypto {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kPemEnd = "-----END PUBLIC KEY-----";
constexpr std::size_t kPemLineBytes = 64;

using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>>;
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, FreeWith<ECDSA_SIG_free>>;

struct CurveFacts {
  EcCurve curve;
  int number;  // Of OpenSSL.
  const EVP_MD* (*hash)();
  std::size_t signature_bytes_max;
  // All of the usual form of a key but its two coordinates (RFC 5480 §2, SEC 1 §2.3.3).
  std::string_view prefix;
  std::size_t coordinate_bytes;
};

constexpr std::array kCurves = {
    CurveFacts{
        EcCurve::P256, NID_X9_62_prime256v1, EVP_sha256, 72,
        std::string_view(
            "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d"
            "\x03\x01\x07\x03\x42\x00\x04",
            27),
        32},
    CurveFacts{
        EcCurve::P384, NID_secp384r1, EVP_sha384, 104,
        std::string_view(
            "\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22"
            "\x03\x62\x00\x04",
            24),
        48},
    CurveFacts{
        EcCurve::P521, NID_secp521r1, EVP_sha512, 139,
        std::string_view(
            "\x30\x81\x9b\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00"
            "\x23\x03\x81\x86\x00\x04",
            26),
        66}};

const CurveFacts& facts_of(EcCurve curve) {
  const auto* const found = std::ranges::find(kCurves, curve, &CurveFacts::curve);
  TILES_ASSERT(found != kCurves.end());
  return *found;
}

// The DER form that `print`, a function of OpenSSL, has for an object.
template <auto print, typename T>
std::string der_of(const T* object) {
  const int size = print(object, nullptr);
  TILES_ASSERT(size > 0);
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* end = octets_of(der);
  TILES_ASSERT(print(object, &end) == size);
  return der;
}

Key read_spki(std::string_view der) {
  const unsigned char* end = octets_of(der);
  Key key(d2i_PUBKEY(nullptr, &end, static_cast<long>(der.size())));
  return end == octets_of(der) + der.size() ? std::move(key) : nullptr;
}

bool has_high_s(const ECDSA_SIG& signature, const CurveFacts& facts) {
  const Group group(EC_GROUP_new_by_curve_name(facts.number));
  const Number half(BN_new());
  TILES_ASSERT(group && half && BN_rshift1(half.get(), EC_GROUP_get0_order(group.get())) == 1);
  return BN_cmp(ECDSA_SIG_get0_s(&signature), half.get()) > 0;
}

Result<void> check_form(std::string_view der, const CurveFacts& facts, HighS high_s) {
  const unsigned char* begin = octets_of(der);
  const Signature signature(der.size() > facts.signature_bytes_max
                                ? nullptr
                                : d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size())));
  if (!signature || der_of<i2d_ECDSA_SIG>(signature.get()) != der) {
    return fail(ErrorCode::Invalid, "signature that is not in DER form");
  }
  if (high_s == HighS::Refused && has_high_s(*signature, facts)) {
    return fail(ErrorCode::Invalid, "signature with a high s, which has a twin with a low one");
  }
  return {};
}

// The two coordinates.
std::string coordinates_of(const P256PublicKey& key) {
  const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const Point point(group ? EC_POINT_new(group.get()) : nullptr);
  TILES_ASSERT(point && EC_POINT_oct2point(group.get(), point.get(), octets_of(key.compressed()),
                                           key.compressed().size(), nullptr) == 1);
  std::string bytes(1 + 2 * facts_of(EcCurve::P256).coordinate_bytes, '\0');
  TILES_ASSERT(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                  octets_of(bytes), bytes.size(), nullptr) == bytes.size());
  return bytes.substr(1);
}

// Between the lines that begin and end it, without line breaks.
Result<std::string> body_of_pem(std::string_view text) {
  const std::size_t begin = text.find(kPemBegin);
  const std::size_t end = begin == std::string_view::npos ? begin : text.find(kPemEnd, begin);
  if (end == std::string_view::npos) {
    return fail(ErrorCode::Invalid, "text without '" + std::string(kPemBegin) + "'");
  }
  std::string body(text.substr(begin + kPemBegin.size(), end - begin - kPemBegin.size()));
  std::erase_if(body, [](char c) { return c == '\n' || c == '\r'; });
  return body;
}

}  // namespace

Result<EcPublicKey> EcPublicKey::parse_spki(std::string_view der) {
  const auto* const facts = std::ranges::find_if(kCurves, [&](const CurveFacts& candidate) {
    return der.starts_with(candidate.prefix) &&
           der.size() == candidate.prefix.size() + 2 * candidate.coordinate_bytes;
  });
  if (facts == kCurves.end()) {
    return fail(ErrorCode::Unsupported,
                "public key that is not of P-256, P-384 or P-521 in its usual form");
  }
  if (!read_spki(der)) {
    return fail(ErrorCode::Invalid, "public key that is no point of its curve");
  }
  return EcPublicKey(facts->curve, std::string(der));
}

Result<EcPublicKey> EcPublicKey::parse_pem(std::string_view text) {
  if (text.size() > kPemBytesMax) {
    return fail(ErrorCode::Limit, "key of " + std::to_string(text.size()) +
                                      " bytes, the limit is " + std::to_string(kPemBytesMax));
  }
  const std::string body = TILES_TRY(body_of_pem(text));
  return parse_spki(TILES_TRY(from_base64(body, Base64::Padded)));
}

Result<EcPublicKey> EcPublicKey::of_certificate(std::string_view der) {
  if (der.size() > kCertificateBytesMax) {
    return fail(ErrorCode::Limit, "certificate of " + std::to_string(der.size()) +
                                      " bytes, the limit is " +
                                      std::to_string(kCertificateBytesMax));
  }
  const unsigned char* end = octets_of(der);
  const Certificate certificate(d2i_X509(nullptr, &end, static_cast<long>(der.size())));
  const EVP_PKEY* key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
  if (key == nullptr || end != octets_of(der) + der.size()) {
    return fail(ErrorCode::Invalid, "bytes that are no certificate in DER form");
  }
  return parse_spki(der_of<i2d_PUBKEY>(key));
}

EcPublicKey EcPublicKey::of(const P256PublicKey& key) {
  return {EcCurve::P256, std::string(facts_of(EcCurve::P256).prefix).append(coordinates_of(key))};
}

std::string EcPublicKey::pem() const {
  const std::string body = to_base64(spki_, Base64::Padded);
  std::string text = std::string(kPemBegin).append("\n");
  for (std::size_t i = 0; i < body.size(); i += kPemLineBytes) {
    text.append(body, i, kPemLineBytes).append("\n");
  }
  return text.append(kPemEnd).append("\n");
}

Result<void> EcPublicKey::verify(std::string_view message, std::string_view der_signature,
                                 HighS high_s) const {
  const CurveFacts& facts = facts_of(curve_);
  TILES_CHECK(check_form(der_signature, facts, high_s));
  const Key key = read_spki(spki_);
  const DigestContext context(EVP_MD_CTX_new());
  TILES_ASSERT(key && context &&
               EVP_DigestVerifyInit(context.get(), nullptr, facts.hash(), nullptr, key.get()) == 1);
  if (EVP_DigestVerify(context.get(), octets_of(der_signature), der_signature.size(),
                       octets_of(message), message.size()) != 1) {
    return fail(ErrorCode::Invalid, "signature that is not of this key and message");
  }
  return {};
}

}  // namespace tiles::crypto
