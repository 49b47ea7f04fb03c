// SPDX-License-Identifier: Apache-2.0
// P-256 and secp256k1 against published signatures.
#include <gtest/gtest.h>

#include <span>
#include <string>

#include "base/encodings.h"
#include "base/file_system.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/ecdsa_signature.h"
#include "crypto/p256.h"
#include "crypto/secp256k1_key.h"

namespace tiles::crypto {
namespace {

std::string bytes_of_hex(std::string_view digits) {
  return from_hex(to_lower_ascii(digits)).value();
}

std::span<const std::byte> bytes_in(const std::string& text) {
  return std::as_bytes(std::span(text));
}

Json published(std::string_view name) {
  const auto files = open_directory(TILES_SOURCE "/tests/data/trust/atproto").value();
  return parse_json(files->read(name, 1U << 20U).value()).value();
}

// RFC 6979 §A.2.5: key, and the signature of "sample" with SHA-256. Its s is high.
struct Sample {
  P256PublicKey key =
      P256PublicKey::from_coordinates(
          bytes_of_hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
          bytes_of_hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"))
          .value();
  std::string raw =
      bytes_of_hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716") +
      bytes_of_hex("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
};

TEST(P256, PublishedSignatureIsGoodWhereHighSIsAccepted) {
  const Sample sample;
  EXPECT_TRUE(sample.key.verify("sample", sample.raw, HighS::Accepted));
  EXPECT_FALSE(sample.key.verify("Sample", sample.raw, HighS::Accepted));
  const auto high = sample.key.verify("sample", sample.raw, HighS::Refused);
  ASSERT_FALSE(high);
  EXPECT_NE(high.error().text().find("high s"), std::string::npos);
}

TEST(P256, LowTwinOfAHighSignatureIsGood) {
  const Sample sample;
  const std::string low = with_low_s_p256(sample.raw);
  EXPECT_NE(low, sample.raw);
  EXPECT_EQ(with_low_s_p256(low), low);
  EXPECT_TRUE(sample.key.verify("sample", low, HighS::Refused));
}

TEST(P256, OwnSignaturesHaveALowS) {
  const P256PrivateKey key = P256PrivateKey::generate();
  for (int i = 0; i < 32; ++i) {
    const std::string message = "message " + std::to_string(i);
    const std::string raw = key.sign(message);
    EXPECT_EQ(raw.size(), kRawSignatureBytes);
    EXPECT_TRUE(key.public_key().verify(message, raw, HighS::Refused));
  }
}

TEST(P256, KeyComesBackFromItsScalar) {
  const P256PrivateKey key = P256PrivateKey::generate();
  const auto again = P256PrivateKey::from_scalar(key.scalar().bytes());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_TRUE(key.public_key().verify("m", again->sign("m"), HighS::Refused));
}

TEST(P256, PublishedScalarHasItsPoint) {  // RFC 6979 §A.2.5.
  const auto key = P256PrivateKey::from_scalar(
      bytes_in(bytes_of_hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->public_key(), Sample().key);
}

TEST(P256, KeysOutOfRangeAreRefused) {
  const std::string order =
      bytes_of_hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
  std::string below = order;
  below.back() = static_cast<char>(below.back() - 1);
  EXPECT_TRUE(P256PrivateKey::from_scalar(bytes_in(below)));
  for (const std::string& scalar : {order, std::string(32, '\0'), std::string(32, '\xff'),
                                    std::string(31, '\x01'), std::string(33, '\x01')}) {
    EXPECT_FALSE(P256PrivateKey::from_scalar(bytes_in(scalar))) << to_hex(bytes_in(scalar));
  }
}

TEST(P256, WhatIsNoPointIsRefused) {
  const std::string good = Sample().key.compressed();
  EXPECT_TRUE(P256PublicKey::parse(good));
  std::string off_curve = good;
  off_curve.replace(1, 32, std::string(32, '\xff'));
  for (const std::string& bad : {std::string(), good.substr(1), good + "x", off_curve,
                                 std::string(1, '\0'), "\x04" + good.substr(1)}) {
    EXPECT_FALSE(P256PublicKey::parse(bad));
  }
}

TEST(EcdsaSignature, FormsAreNotTakenForEachOther) {
  const Sample sample;
  const std::string der = der_signature_of(sample.raw).value();
  EXPECT_EQ(raw_signature_of(der).value(), sample.raw);
  EXPECT_FALSE(sample.key.verify("sample", der, HighS::Accepted));
  EXPECT_FALSE(raw_signature_of(sample.raw));
  EXPECT_FALSE(raw_signature_of(der + '\0'));
  EXPECT_FALSE(raw_signature_of(der.substr(0, der.size() - 1)));
  std::string long_form = der;  // 0x81 before a length that needs no such byte.
  long_form.insert(1, "\x81");
  EXPECT_FALSE(raw_signature_of(long_form));
  EXPECT_FALSE(der_signature_of(std::string(64, '\0')));
  EXPECT_FALSE(der_signature_of(std::string(63, '\x01')));
}

TEST(Secp256k1, PublishedKeysAndAProtocolSignature) {
  // did:plc genesis operations are signed in this way: RFC 6979 nonce, low s.
  const auto scalar =
      bytes_of_hex("9085d2bef69286a6cbb51623c8fa258629945cd55ca705cc4e66700396894e0c");
  const auto key = Secp256k1PrivateKey::from_scalar(SecretBytes::copy_of(bytes_in(scalar)));
  ASSERT_TRUE(key);
  EXPECT_EQ(to_base58("\xe7\x01" + key->public_key().compressed()),
            "Q3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme");
  EXPECT_EQ(key->sign("one"), key->sign("one"));
  EXPECT_TRUE(key->public_key().verify("one", key->sign("one")));
  EXPECT_FALSE(key->public_key().verify("two", key->sign("one")));
}

TEST(Secp256k1, KeysOutOfRangeAreRefused) {
  for (const std::string& scalar :
       {std::string(32, '\0'), std::string(32, '\xff'), std::string(31, '\x01')}) {
    EXPECT_FALSE(Secp256k1PrivateKey::from_scalar(SecretBytes::copy_of(bytes_in(scalar))));
  }
  EXPECT_NE(Secp256k1PrivateKey::generate().public_key(),
            Secp256k1PrivateKey::generate().public_key());
}

// bluesky-social/atproto-interop-tests, crypto/signature-fixtures.json.
TEST(Signatures, AtProtocolFixturesHaveTheirVerdict) {
  const Json cases = published("signature-fixtures.json");
  ASSERT_EQ(cases.size(), 6U);
  for (const Json& each : cases) {
    const std::string message =
        from_base64(each["messageBase64"].get<std::string>(), Base64::Plain).value();
    const std::string signature =
        from_base64(each["signatureBase64"].get<std::string>(), Base64::Plain).value();
    const std::string key =
        from_base58(each["publicKeyMultibase"].get<std::string>().substr(1)).value();
    const bool is_good =
        each["algorithm"] == "ES256"
            ? P256PublicKey::parse(key)
                  .value()
                  .verify(message, signature, HighS::Refused)
                  .has_value()
            : Secp256k1PublicKey::parse(key).value().verify(message, signature).has_value();
    EXPECT_EQ(is_good, each["validSignature"].get<bool>()) << each["comment"];
  }
}

}  // namespace
}  // namespace tiles::crypto
