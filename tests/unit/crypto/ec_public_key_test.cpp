// SPDX-License-Identifier: Apache-2.0
#include "crypto/ec_public_key.h"

#include <gtest/gtest.h>

#include <string>

#include "base/encodings.h"
#include "base/file_system.h"

namespace tiles::crypto {
namespace {

template <typename T>
void expect_error(const Result<T>& result, ErrorCode code, std::string_view part) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), code) << result.error().text();
  EXPECT_NE(result.error().text().find(part), std::string::npos) << result.error().text();
}

std::string published_pem() {
  return open_directory(TILES_SOURCE "/tests/data/trust/model_signing")
      .value()
      ->read("key.pem", 65'536)
      .value();
}

// `s` of a DER signature of P-256 with its twin: the order of the curve less `s`.
std::string twin_of(std::string_view der) {
  std::string raw = raw_signature_of(der).value();
  const std::string order =
      from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int difference =
        static_cast<unsigned char>(order[i]) - static_cast<unsigned char>(raw[32 + i]) - borrow;
    borrow = difference < 0 ? 1 : 0;
    raw[32 + i] = static_cast<char>(difference + 256 * borrow);
  }
  return der_signature_of(raw).value();
}

TEST(EcPublicKey, PublishedKeyBehindOtherTextIsRead) {
  const EcPublicKey key = EcPublicKey::parse_pem(published_pem()).value();
  EXPECT_EQ(key.curve(), EcCurve::P384);
  EXPECT_TRUE(published_pem().ends_with(key.pem()));
}

TEST(EcPublicKey, ParseOfPemIsIdentity) {
  const EcPublicKey key = EcPublicKey::of(P256PrivateKey::generate().public_key());
  EXPECT_EQ(EcPublicKey::parse_pem(key.pem()).value(), key);
  EXPECT_EQ(EcPublicKey::parse_spki(key.spki()).value(), key);
}

TEST(EcPublicKey, PublishedKeyOfP256HasItsUsualForm) {
  // FiloSottile/sunlight, skylight testdata.
  const std::string spki = from_base64(
                               "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPIcer7RB32jt4bTEbhgUKLKvOctFD+"
                               "I2hoDItFxUBlJiGFvftBuRk3"
                               "fO7e1T7gC2ekyfL7XoO2oN/ObcZyc4EA==",
                               Base64::Padded)
                               .value();
  EXPECT_EQ(EcPublicKey::parse_spki(spki).value().curve(), EcCurve::P256);
}

TEST(EcPublicKey, SignatureOfOursHolds) {
  const P256PrivateKey key = P256PrivateKey::generate();
  const std::string der = der_signature_of(key.sign("hello")).value();
  EXPECT_TRUE(EcPublicKey::of(key.public_key()).verify("hello", der, HighS::Refused));
  expect_error(EcPublicKey::of(key.public_key()).verify("hallo", der, HighS::Refused),
               ErrorCode::Invalid, "not of this key and message");
}

TEST(EcPublicKey, TwinWithAHighSHoldsOnlyWhereItIsAccepted) {
  const P256PrivateKey key = P256PrivateKey::generate();
  const std::string twin = twin_of(der_signature_of(key.sign("hello")).value());
  const EcPublicKey known = EcPublicKey::of(key.public_key());
  EXPECT_TRUE(known.verify("hello", twin, HighS::Accepted));
  expect_error(known.verify("hello", twin, HighS::Refused), ErrorCode::Invalid, "high s");
}

TEST(EcPublicKey, RawSignatureIsRefused) {
  const P256PrivateKey key = P256PrivateKey::generate();
  expect_error(
      EcPublicKey::of(key.public_key()).verify("hello", key.sign("hello"), HighS::Accepted),
      ErrorCode::Invalid, "not in DER form");
}

TEST(EcPublicKey, SignatureWithMoreBehindItIsRefused) {
  const P256PrivateKey key = P256PrivateKey::generate();
  const std::string der = der_signature_of(key.sign("hello")).value();
  for (const std::string& other :
       {der + '\0', std::string(), der.substr(1), std::string(73, '0')}) {
    expect_error(EcPublicKey::of(key.public_key()).verify("hello", other, HighS::Accepted),
                 ErrorCode::Invalid, "not in DER form");
  }
}

TEST(EcPublicKey, OtherKindsOfKeyAreUnsupported) {
  // Ed25519, RFC 8410 §10.1.
  expect_error(
      EcPublicKey::parse_pem("-----BEGIN PUBLIC KEY-----\n"
                             "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                             "-----END PUBLIC KEY-----\n"),
      ErrorCode::Unsupported, "P-256, P-384 or P-521");
}

TEST(EcPublicKey, PointThatIsNotOnTheCurveIsRefused) {
  std::string spki = EcPublicKey::of(P256PrivateKey::generate().public_key()).spki();
  spki.back() = static_cast<char>(spki.back() ^ 1);
  expect_error(EcPublicKey::parse_spki(spki), ErrorCode::Invalid, "no point");
}

TEST(EcPublicKey, TextWithoutAKeyIsRefused) {
  expect_error(EcPublicKey::parse_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n"), ErrorCode::Invalid,
               "text without");
  expect_error(EcPublicKey::parse_pem("-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n"),
               ErrorCode::Invalid, "base64");
}

TEST(EcPublicKey, TextIsReadUpToItsBytes) {
  std::string text = EcPublicKey::of(P256PrivateKey::generate().public_key()).pem();
  text.insert(0, EcPublicKey::kPemBytesMax - text.size(), ' ');
  EXPECT_TRUE(EcPublicKey::parse_pem(text));
  expect_error(EcPublicKey::parse_pem(text + " "), ErrorCode::Limit, "the limit is 65536");
}

TEST(EcPublicKey, BytesThatAreNoCertificateAreRefused) {
  expect_error(EcPublicKey::of_certificate("0"), ErrorCode::Invalid, "no certificate");
  expect_error(EcPublicKey::of_certificate(std::string(EcPublicKey::kCertificateBytesMax + 1, '0')),
               ErrorCode::Limit, "the limit is 65536");
}

}  // namespace
}  // namespace tiles::crypto
