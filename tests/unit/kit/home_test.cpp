// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <tilekit/home.h>

#include <cstdlib>
#include <fstream>

#include "support/temporary_directory.h"

namespace tilekit {
namespace {

using tiles::testing::TemporaryDirectory;

// Sets a variable for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST(Home, ANamedFolderHoldsEverything) {
  const HomePaths paths = find_home("/somewhere/here/").value();
  EXPECT_EQ(paths.memory, "/somewhere/here/memory");
  EXPECT_EQ(paths.conversations, "/somewhere/here/conversations");
  EXPECT_EQ(paths.models, "/somewhere/here/models");
  EXPECT_EQ(paths.settings, "/somewhere/here/settings.json");
  EXPECT_EQ(paths.cache, "/somewhere/here/cache");
  EXPECT_EQ(paths.state, "/somewhere/here/state");
}

TEST(Home, WithoutANameTheXdgFoldersAreUsed) {
  const Variable home("HOME", "/home/ana");
  const Variable data("XDG_DATA_HOME", "/data");
  const Variable config("XDG_CONFIG_HOME", "relative");
  const Variable cache("XDG_CACHE_HOME", nullptr);
  const Variable state("XDG_STATE_HOME", "");
  const HomePaths paths = find_home(std::nullopt).value();
  EXPECT_EQ(paths.memory, "/data/tiles/memory");
  EXPECT_EQ(paths.settings, "/home/ana/.config/tiles/settings.json");
  EXPECT_EQ(paths.cache, "/home/ana/.cache/tiles");
  EXPECT_EQ(paths.state, "/home/ana/.local/state/tiles");
}

TEST(Home, WithoutHomeAnErrorSaysWhatToDo) {
  const Variable home("HOME", nullptr);
  const Variable data("XDG_DATA_HOME", nullptr);
  const auto paths = find_home(std::nullopt);
  ASSERT_FALSE(paths);
  EXPECT_EQ(paths.error().code(), ErrorCode::NotFound);
  EXPECT_EQ(paths.error().hint(), "name a folder: tiles --home DIR");
}

TEST(Home, OpeningMakesTheVaultForTheUserAloneAndSaysThatItIsNew) {
  const TemporaryDirectory directory;
  const HomeOptions options{.directory = directory.path() / "a" / "b", .memory_model = {}};
  const Home first = Home::open(options).value();
  EXPECT_EQ(first.age(), HomeAge::New);
  struct stat status {};
  ASSERT_EQ(::stat(first.paths().memory.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_EQ(Home::open(options).value().age(), HomeAge::Known);
}

TEST(Home, WhatACrashLeftIsToldByTheOpeningThatPutItRight) {
  const TemporaryDirectory directory;
  const HomeOptions options{.directory = directory.path(), .memory_model = {}};
  std::filesystem::create_directories(directory.path() / "memory/.tiles");
  std::ofstream(directory.path() / "memory/.tiles/pending.json") << "{";
  const Recovery found = Home::open(options).value().recovery().value();
  EXPECT_EQ(found.problem.rfind("the journal was damaged", 0), 0U) << found.problem;
  EXPECT_EQ(found.transaction, "");
  EXPECT_EQ(Home::open(options).value().recovery().value().problem, "");
}

TEST(Home, AFileInThePlaceOfTheFolderIsAnError) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "home") << "x";
  EXPECT_FALSE(Home::open({.directory = directory.path() / "home", .memory_model = {}}));
}

}  // namespace
}  // namespace tilekit
