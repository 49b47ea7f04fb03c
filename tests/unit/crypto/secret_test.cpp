// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tiles::crypto {
namespace {

bool is_zero(std::span<const std::byte> bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

TEST(SecretBytes, NewOnesAreZero) {
  EXPECT_TRUE(SecretBytes().empty());
  EXPECT_TRUE(SecretBytes(0).empty());
  const SecretBytes secret(33);
  EXPECT_EQ(secret.size(), 33U);
  EXPECT_TRUE(is_zero(secret.bytes()));
}

TEST(SecretBytes, MovedFromIsEmpty) {
  const std::array<std::byte, 3> bytes{std::byte{1}, std::byte{2}, std::byte{3}};
  SecretBytes first = SecretBytes::copy_of(bytes);
  SecretBytes second = std::move(first);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): this is what is asked.
  EXPECT_TRUE(equal_in_constant_time(second.bytes(), bytes));
  first = std::move(second);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(equal_in_constant_time(first.bytes(), bytes));
}

TEST(SecretBytes, RandomOnesDiffer) {
  const SecretBytes first = SecretBytes::random(32);
  EXPECT_FALSE(is_zero(first.bytes()));
  EXPECT_FALSE(equal_in_constant_time(first.bytes(), SecretBytes::random(32).bytes()));
}

TEST(SecretBytes, WipeLeavesZeros) {
  SecretBytes secret = SecretBytes::random(64);
  wipe(secret.bytes().first(32));
  EXPECT_TRUE(is_zero(secret.bytes().first(32)));
  EXPECT_FALSE(is_zero(secret.bytes()));
}

TEST(SecretBytes, OtherLengthsAreNotEqual) {
  const SecretBytes secret(4);
  EXPECT_FALSE(equal_in_constant_time(secret.bytes(), SecretBytes(5).bytes()));
  EXPECT_TRUE(equal_in_constant_time(SecretBytes().bytes(), SecretBytes().bytes()));
}

TEST(SecretBytesDeathTest, ByteBehindTheEndMayNotBeTouched) {
  SecretBytes secret(32);
  volatile std::byte* const behind = secret.bytes().data() + secret.size();
  EXPECT_DEATH(*behind = std::byte{1}, "");
}

}  // namespace
}  // namespace tiles::crypto
