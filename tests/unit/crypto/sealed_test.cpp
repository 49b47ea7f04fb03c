// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "base/encodings.h"
#include "base/text.h"
#include "crypto/hkdf.h"

namespace tiles::crypto {
namespace {

constexpr PassphraseCost kCheap{.passes = 1, .memory_kib = 64};

std::span<const std::byte> bytes_in(const std::string& text) {
  return std::as_bytes(std::span(text));
}
std::string text_of(const SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.bytes().data()), secret.size()};
}

std::string sealed(const std::string& secret, const std::string& passphrase) {
  return seal_under_passphrase(bytes_in(secret), bytes_in(passphrase), kCheap).value();
}

TEST(Sealed, OpensUnderItsPassphraseOnly) {
  const std::string box = sealed("the secret", "correct horse");
  EXPECT_EQ(box.find("the secret"), std::string::npos);
  EXPECT_EQ(text_of(open_under_passphrase(box, bytes_in("correct horse")).value()), "the secret");
  const auto wrong = open_under_passphrase(box, bytes_in("correct horsf"));
  EXPECT_EQ(wrong.error().code(), ErrorCode::Denied);
  EXPECT_EQ(wrong.error().text(), "wrong passphrase, or the sealed file was changed");
}

TEST(Sealed, TwoOfOneSecretDiffer) { EXPECT_NE(sealed("s", "p"), sealed("s", "p")); }

TEST(Sealed, EveryChangedByteIsSeen) {
  const std::string box = sealed("s", "p");
  for (std::size_t i = 0; i < box.size(); ++i) {
    std::string changed = box;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(open_under_passphrase(changed, bytes_in("p"))) << i;
    EXPECT_FALSE(open_under_passphrase(box.substr(0, i), bytes_in("p"))) << i;
  }
}

TEST(Sealed, CostOfAFileIsBounded) {
  std::string box = sealed("s", "p");
  const std::size_t memory = std::string("tiles-sealed-1\n").size() + 4;
  box.replace(memory, 4, std::string("\x00\x10\x00\x01", 4));  // 1 GiB and 1 KiB.
  EXPECT_EQ(open_under_passphrase(box, bytes_in("p")).error().code(), ErrorCode::Limit);
  for (const PassphraseCost& cost :
       {PassphraseCost{.passes = 0, .memory_kib = 64},
        PassphraseCost{.passes = PassphraseCost::kPassesMax + 1, .memory_kib = 64},
        PassphraseCost{.passes = 1, .memory_kib = PassphraseCost::kMemoryKibMin - 1}}) {
    EXPECT_EQ(seal_under_passphrase({}, {}, cost).error().code(), ErrorCode::Limit);
  }
}

TEST(Sealed, SizeIsBounded) {
  EXPECT_TRUE(seal_under_passphrase(bytes_in(std::string(kSealedBytesMax, 'x')), {}, kCheap));
  EXPECT_EQ(seal_under_passphrase(bytes_in(std::string(kSealedBytesMax + 1, 'x')), {}, kCheap)
                .error()
                .code(),
            ErrorCode::Limit);
  const std::string key(kSealingKeyBytes, 'k');
  EXPECT_EQ(
      open_under_key(std::string(kSealedBytesMax + 41, 'x'), bytes_in(key), "").error().code(),
      ErrorCode::Limit);
}

TEST(Sealed, KeyAndPurposeMustAgree) {
  const std::string key(kSealingKeyBytes, 'k');
  const std::string other(kSealingKeyBytes, 'l');
  const std::string box = seal_under_key(bytes_in("s"), bytes_in(key), "log key");
  EXPECT_EQ(text_of(open_under_key(box, bytes_in(key), "log key").value()), "s");
  EXPECT_EQ(open_under_key(box, bytes_in(other), "log key").error().code(), ErrorCode::Denied);
  EXPECT_EQ(open_under_key(box, bytes_in(key), "root").error().code(), ErrorCode::Denied);
}

TEST(Hkdf, PublishedVectorsAgree) {  // RFC 5869 §A.1 and §A.3.
  const std::string secret(22, '\x0b');
  const std::string salt = from_hex("000102030405060708090a0b0c").value();
  const std::string purpose = from_hex("f0f1f2f3f4f5f6f7f8f9").value();
  EXPECT_EQ(
      to_hex(
          hkdf_sha256({.secret = bytes_in(secret), .salt = salt, .purpose = purpose}, 42).bytes()),
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(to_hex(hkdf_sha256({.secret = bytes_in(secret), .purpose = ""}, 42).bytes()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

}  // namespace
}  // namespace tiles::crypto
