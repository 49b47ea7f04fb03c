// SPDX-License-Identifier: Apache-2.0
#include "base/encodings.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tiles {
namespace {

// RFC 4648 §10.
TEST(Base64, PublishedVectorsAgree) {
  EXPECT_EQ(to_base64("", Base64::Padded), "");
  EXPECT_EQ(to_base64("f", Base64::Padded), "Zg==");
  EXPECT_EQ(to_base64("fo", Base64::Padded), "Zm8=");
  EXPECT_EQ(to_base64("foobar", Base64::Padded), "Zm9vYmFy");
  EXPECT_EQ(from_base64("Zm8=", Base64::Padded).value(), "fo");
  EXPECT_EQ(to_base64("fo", Base64::Plain), "Zm8");
  EXPECT_EQ(to_base64("\xfb\xff", Base64::Url), "-_8");
  EXPECT_EQ(from_base64("+/8", Base64::Plain).value(), "\xfb\xff");
}

TEST(Base64, OtherSpellingsAreRefused) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "Z===", "Zg==\n", "=", "====", "Zh==", "Z", "-_8=", "Zg==Zg=="}) {
    EXPECT_FALSE(from_base64(text, Base64::Padded)) << text;
  }
  for (const std::string_view text : {"Zg==", "+/8", "Zh", "Z", "Zm9v\n", " Zm9v"}) {
    EXPECT_FALSE(from_base64(text, Base64::Url)) << text;
  }
}

TEST(Base32, PublishedVectorsAgreeInLowerCaseWithoutPadding) {
  EXPECT_EQ(to_base32("f"), "my");
  EXPECT_EQ(to_base32("foob"), "mzxw6yq");
  EXPECT_EQ(to_base32("foobar"), "mzxw6ytboi");
  EXPECT_EQ(from_base32("mzxw6yq").value(), "foob");
  for (const std::string_view text : {"MY", "my======", "mz", "m", "m1", "mzxw6ytboia"}) {
    EXPECT_FALSE(from_base32(text)) << text;
  }
}

// draft-msporny-base58-03 §5.
TEST(Base58, PublishedVectorsAgree) {
  using std::string_literals::operator""s;
  EXPECT_EQ(to_base58("Hello World!"), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(to_base58("The quick brown fox jumps over the lazy dog."),
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z");
  EXPECT_EQ(to_base58("\0\0\x28\x7f\xb4\xcd"s), "11233QC4");
  EXPECT_EQ(from_base58("11233QC4").value(), "\0\0\x28\x7f\xb4\xcd"s);
  EXPECT_EQ(from_base58("").value(), "");
  EXPECT_EQ(to_base58("\0"s), "1");
  for (const std::string_view text : {"0", "O", "I", "l", "2NEpo7TZRRrLZSi2U "}) {
    EXPECT_EQ(from_base58(text).error().code(), ErrorCode::Invalid) << text;
  }
}

TEST(Base58, LongTextIsRefused) {
  EXPECT_TRUE(from_base58(std::string(kBase58TextMax, 'z')));
  EXPECT_EQ(from_base58(std::string(kBase58TextMax + 1, 'z')).error().code(), ErrorCode::Limit);
}

TEST(Hex, DecodesWhatIsEncoded) {
  EXPECT_EQ(from_hex("00ff10").value(), std::string("\0\xff\x10", 3));
  for (const std::string_view text : {"0", "0G", "FF", "00 "}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Encodings, EveryLengthComesBack) {
  std::string bytes;
  for (int size = 0; size < 70; ++size) {
    for (const Base64 form : {Base64::Padded, Base64::Plain, Base64::Url}) {
      EXPECT_EQ(from_base64(to_base64(bytes, form), form).value(), bytes);
    }
    EXPECT_EQ(from_base32(to_base32(bytes)).value(), bytes);
    EXPECT_EQ(from_base58(to_base58(bytes)).value(), bytes);
    EXPECT_EQ(from_hex(to_hex(std::as_bytes(std::span(bytes)))).value(), bytes);
    bytes += static_cast<char>(size * 37);
  }
}

}  // namespace
}  // namespace tiles
