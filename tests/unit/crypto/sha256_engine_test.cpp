// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256_engine.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::crypto {
namespace {

TEST(Sha256Engine, EachHashIsThatOfItsPartsAlone) {
  Sha256Engine engine;
  EXPECT_EQ(engine.hash({}), sha256(""));
  EXPECT_EQ(engine.hash({"ab", "", "c"}), sha256("abc"));
  EXPECT_EQ(engine.hash({std::string(1'000, 'x')}), sha256(std::string(1'000, 'x')));
  EXPECT_EQ(engine.hash({"abc"}), sha256("abc"));
}

}  // namespace
}  // namespace tiles::crypto
