// SPDX-License-Identifier: Apache-2.0
#include "kit/chat_model.h"

#include <gtest/gtest.h>
#include <tilekit/fit.h>
#include <tilekit/import.h>

#include <fstream>

#include "../engine/tiny_model.h"
#include "kit/model_store.h"
#include "support/temporary_directory.h"

namespace tiles::kit {
namespace {

namespace fs = std::filesystem;

class ChatModelTest : public ::testing::Test {
 protected:
  fs::path file() const { return folder_.path() / "tiny.gguf"; }
  tilekit::HomePaths paths() const { return tilekit::find_home(folder_.path() / "home").value(); }

  void import(tilekit::FileUse use) const {
    std::ofstream(file(), std::ios::binary) << engine::testing::tiny_model_file();
    tilekit::ImportOptions options;
    options.files = use;
    const auto imported = tilekit::import_file(paths(), file(), options);
    ASSERT_TRUE(imported.has_value()) << imported.error().text();
    EXPECT_EQ(imported->name, "tiny:latest");
  }
  Result<ChatModel> load(const std::function<engine::LoadStep(float)>& progress = {}) const {
    const auto choice = choose_chat_model("tiny", {}, paths()).value();
    return load_chat_model(*choice, {}, paths(), progress);
  }
  // Another bit, another time of change.
  void change() const {
    std::string bytes = engine::testing::tiny_model_file();
    bytes.back() ^= 1;
    std::ofstream(file(), std::ios::binary) << bytes;
    fs::last_write_time(file(), fs::file_time_type::clock::now() + std::chrono::seconds(2));
  }

  tiles::testing::TemporaryDirectory folder_;
};

TEST_F(ChatModelTest, FileInPlaceIsLoadedAndAfterAChangeRefused) {
  import(tilekit::FileUse::InPlace);
  EXPECT_TRUE(load().has_value());
  change();
  const auto changed = load();
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code(), ErrorCode::Corrupt);
  fs::remove(file());
  const auto gone = load();
  ASSERT_FALSE(gone.has_value());
  EXPECT_EQ(gone.error().code(), ErrorCode::Corrupt);
}

TEST_F(ChatModelTest, FileThatChangesBetweenItsCheckAndTheLoadIsRefused) {
  import(tilekit::FileUse::InPlace);
  bool is_changed = false;
  // The first call comes from the load: nothing has to be hashed before it.
  const auto loaded = load([&](float) {
    if (!std::exchange(is_changed, true)) change();
    return engine::LoadStep::Continue;
  });
  EXPECT_TRUE(is_changed);
  ASSERT_FALSE(loaded.has_value());
  EXPECT_EQ(loaded.error().code(), ErrorCode::Corrupt);
  EXPECT_NE(loaded.error().text().find("changed while it was loaded"), std::string::npos)
      << loaded.error().text();
}

TEST_F(ChatModelTest, SettingsNameAModelOfTheStoreOrAFile) {
  import(tilekit::FileUse::Share);
  fs::create_directories(paths().settings.parent_path());
  std::ofstream(paths().settings) << R"({"chat_model":"tiny"})";
  const Settings named = read_settings(paths().settings).value();
  EXPECT_EQ(choose_chat_model(std::nullopt, named, paths()).value(),
            ChatModelChoice(store::ModelName::parse("tiny").value()));
  std::ofstream(paths().settings) << R"({"chat_model":"../tiny.gguf"})";
  const Settings file_named = read_settings(paths().settings).value();
  const auto chosen = choose_chat_model(std::nullopt, file_named, paths());
  ASSERT_TRUE(chosen.has_value()) << chosen.error().text();
  EXPECT_TRUE(fs::equivalent(std::get<fs::path>(**chosen), file()));
  std::ofstream(paths().settings) << R"({"chat_model":"none"})";
  const Settings wrong = read_settings(paths().settings).value();
  EXPECT_EQ(choose_chat_model(std::nullopt, wrong, paths()).error().code(), ErrorCode::NotFound);
  std::ofstream(paths().settings) << R"({"chat_model":"no name"})";
  EXPECT_EQ(read_settings(paths().settings).error().code(), ErrorCode::Invalid);
}

TEST_F(ChatModelTest, FitIsToldForANameAndForAFile) {
  import(tilekit::FileUse::Share);
  for (const std::string& model : {std::string("tiny"), file().string()}) {
    const auto fit = tilekit::model_fit(paths(), model, 512);
    ASSERT_TRUE(fit.has_value()) << fit.error().text();
    EXPECT_TRUE(fit->fits());
    EXPECT_EQ(fit->context_tokens, 512U);
    EXPECT_EQ(fit->context_tokens_trained, 1'024U);
    EXPECT_EQ(fit->context_tokens_that_fit, 1'024U);
    // One layer, two heads of 16, two bytes each for key and value.
    EXPECT_EQ(fit->context_bytes, 512U * 2 * (16 + 16) * 2);
    EXPECT_LE(fit->available_bytes, fit->memory_bytes);
  }
  EXPECT_EQ(tilekit::model_fit(paths(), "none", 0).error().code(), ErrorCode::NotFound);
}

}  // namespace
}  // namespace tiles::kit
