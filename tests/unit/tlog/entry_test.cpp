// SPDX-License-Identifier: Apache-2.0
#include "tlog/entry.h"

#include <gtest/gtest.h>

namespace tiles::tlog {
namespace {

using std::chrono::milliseconds;

crypto::SecretBytes owner_key(std::byte first) {
  crypto::SecretBytes key(kNameKeyBytes);
  key.bytes()[0] = first;
  return key;
}

Entry example() {
  return {.event = "model.create",
          .time = TimePoint(milliseconds(1'795'000'000'123)),
          .digest = crypto::sha256("manifest"),
          .name = SaltedName::with_nonce(owner_key(std::byte{7}), "0123456789abcdef", "my-model")};
}

// Golden: a change of this text is a change of the format.
TEST(Entry, CanonicalTextIsThis) {
  EXPECT_EQ(example().print(), "{\"digest\":\"" + crypto::sha256("manifest").text() +
                                   "\",\"event\":\"model.create\",\"name\":{\"hash\":\"" +
                                   example().name->hash.text() +
                                   "\",\"nonce\":\"30313233343536373839616263646566\"},"
                                   "\"time\":\"2026-11-18T11:06:40.123Z\",\"v\":1}");
}

TEST(Entry, ParseOfPrintIsIdentity) {
  EXPECT_EQ(Entry::parse(example().print()).value(), example());
  Entry bare = example();
  bare.digest.reset();
  bare.name.reset();
  EXPECT_EQ(bare.print(), R"({"event":"model.create","time":"2026-11-18T11:06:40.123Z","v":1})");
  EXPECT_EQ(Entry::parse(bare.print()).value(), bare);
}

TEST(Entry, UseOfADelegationIsInIt) {
  Entry entry = example();
  entry.name.reset();
  entry.use = SignatureUse{.delegation = crypto::sha256("delegation"), .signature = "0\x01"};
  EXPECT_EQ(entry.print(), "{\"delegation\":\"" + crypto::sha256("delegation").text() +
                               "\",\"digest\":\"" + crypto::sha256("manifest").text() +
                               "\",\"event\":\"model.create\",\"signature\":\"MAE=\","
                               "\"time\":\"2026-11-18T11:06:40.123Z\",\"v\":1}");
  EXPECT_EQ(Entry::parse(entry.print()).value(), entry);
  const std::string rest = R"(,"time":"2026-11-18T11:06:40.123Z","v":1})";
  EXPECT_FALSE(Entry::parse(R"({"event":"a","signature":"MAE=")" + rest));
  EXPECT_FALSE(
      Entry::parse(R"({"delegation":")" + crypto::sha256("").text() + R"(","event":"a")" + rest));
  EXPECT_FALSE(Entry::parse(R"({"delegation":"sha256:00","event":"a","signature":"MAE=")" + rest));
}

TEST(Entry, NameIsOpenedByItsOwnerOnly) {
  const SaltedName name = SaltedName::make(owner_key(std::byte{1}), "my-model");
  EXPECT_TRUE(name.is_of(owner_key(std::byte{1}), "my-model"));
  EXPECT_FALSE(name.is_of(owner_key(std::byte{1}), "other"));
  EXPECT_FALSE(name.is_of(owner_key(std::byte{2}), "my-model"));
  EXPECT_NE(SaltedName::make(owner_key(std::byte{1}), "my-model"), name);
}

TEST(Entry, OtherTextIsRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"v":1})", R"({"event":"a","time":"2026-11-18T11:06:40.123Z","v":"1"})",
        R"({"event":"a","time":"2026-11-18T11:06:40.123Z","v":1} )",
        R"({"time":"2026-11-18T11:06:40.123Z","event":"a","v":1})",
        R"({"event":"a", "time":"2026-11-18T11:06:40.123Z","v":1})",
        R"({"event":"a","path":"/home","time":"2026-11-18T11:06:40.123Z","v":1})",
        R"({"event":"A","time":"2026-11-18T11:06:40.123Z","v":1})",
        R"({"event":"a..b","time":"2026-11-18T11:06:40.123Z","v":1})",
        R"({"event":"a","time":"2026-11-18T11:06:40Z","v":1})",
        R"({"event":"a","time":"2026-02-30T11:06:40.123Z","v":1})",
        R"({"event":"a","time":"2026-11-18T24:06:40.123Z","v":1})",
        R"({"event":"a","event":"b","time":"2026-11-18T11:06:40.123Z","v":1})",
        R"({"digest":"sha256:00","event":"a","time":"2026-11-18T11:06:40.123Z","v":1})",
        R"({"event":"a","name":"plain","time":"2026-11-18T11:06:40.123Z","v":1})"}) {
    EXPECT_FALSE(Entry::parse(text)) << text;
  }
  EXPECT_EQ(Entry::parse(std::string(kEventEntryBytesMax + 1, ' ')).error().code(),
            ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::tlog
