// SPDX-License-Identifier: Apache-2.0
#include "kit/settings.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace tiles::kit {
namespace {

class SettingsFile : public ::testing::Test {
 protected:
  Result<Settings> read(const std::string& text) {
    std::ofstream(file()) << text;
    return read_settings(file());
  }
  std::filesystem::path file() const { return directory_.path() / "settings.json"; }

  testing::TemporaryDirectory directory_;
};

TEST_F(SettingsFile, AMissingFileOrFolderGivesDefaults) {
  EXPECT_EQ(read_settings(file()).value().context_tokens, 0U);
  EXPECT_FALSE(read_settings(file() / "none" / "settings.json").value().chat_model);
}

TEST_F(SettingsFile, RelativePathsAreMeantFromItsFolder) {
  const Settings settings =
      read(R"({"chat_model":"models/a.gguf","memory_model":"/m.gguf","context_tokens":4096})")
          .value();
  EXPECT_EQ(settings.chat_model, ChatModelChoice(directory_.path() / "models/a.gguf"));
  EXPECT_EQ(settings.memory_model, "/m.gguf");
  EXPECT_EQ(settings.context_tokens, 4096U);
}

TEST_F(SettingsFile, TheChatModelAsMemoryModelIsAWordAndNotAPath) {
  EXPECT_EQ(read(R"({"memory_model":"chat"})").value().memory_model, "chat");
  EXPECT_EQ(read(R"({"memory_model":"./chat"})").value().memory_model,
            directory_.path() / "./chat");
}

TEST_F(SettingsFile, AnUnknownKeyIsNamed) {
  const auto settings = read(R"({"chat_modle":"a.gguf"})");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code(), ErrorCode::Invalid);
  EXPECT_NE(settings.error().text().find("'chat_modle'"), std::string::npos);
}

TEST_F(SettingsFile, ValuesOfTheWrongKindAreRefused) {
  EXPECT_FALSE(read(R"({"chat_model":1})"));
  EXPECT_FALSE(read(R"({"context_tokens":"many"})"));
  EXPECT_FALSE(read(R"({"context_tokens":-1})"));
  EXPECT_FALSE(read(R"([])"));
  EXPECT_FALSE(read("{"));
}

TEST_F(SettingsFile, TheLargestContextIsTakenAndOneTokenMoreRefused) {
  EXPECT_TRUE(read(R"({"context_tokens":1048576})"));
  EXPECT_FALSE(read(R"({"context_tokens":1048577})"));
}

TEST_F(SettingsFile, SixtyFourKibibytesAreReadAndOneByteMoreRefused) {
  EXPECT_TRUE(read("{}" + std::string(kSettingsBytesMax - 2, ' ')));
  const auto settings = read("{}" + std::string(kSettingsBytesMax - 1, ' '));
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code(), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::kit
