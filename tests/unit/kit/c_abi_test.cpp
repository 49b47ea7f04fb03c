// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tilekit/c.h>
#include <tilekit/version.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(CAbi, TheVersionIsThatOfTheLibrary) {
  EXPECT_EQ(tilekit_version(), std::string(tilekit::version()));
}

TEST(CAbi, AHomeIsOpenedAndClosed) {
  const tiles::testing::TemporaryDirectory directory;
  tilekit_home* home = nullptr;
  char* json = nullptr;
  EXPECT_EQ(tilekit_home_open((directory.path() / "home").c_str(), &home, &json), 0);
  EXPECT_STREQ(json, "{}");
  EXPECT_NE(home, nullptr);
  tilekit_free(json);
  tilekit_home_close(home);
}

TEST(CAbi, AnErrorIsAnObject) {
  const tiles::testing::TemporaryDirectory directory;
  std::ofstream(directory.path() / "file") << "x";
  tilekit_home* home = nullptr;
  char* json = nullptr;
  EXPECT_EQ(tilekit_home_open((directory.path() / "file").c_str(), &home, &json), 1);
  EXPECT_EQ(home, nullptr);
  EXPECT_THAT(json, StartsWith(R"({"error":{"code":)"));
  tilekit_free(json);
}

TEST(CAbi, ANullTextIsAnError) {
  const tiles::testing::TemporaryDirectory directory;
  tilekit_home* home = nullptr;
  char* json = nullptr;
  ASSERT_EQ(tilekit_home_open(directory.path().c_str(), &home, &json), 0);
  tilekit_free(json);
  EXPECT_EQ(tilekit_memory_ask(home, nullptr, &json), 1);
  EXPECT_THAT(json, HasSubstr("null pointer"));
  tilekit_free(json);
  tilekit_home_close(home);
}

}  // namespace
