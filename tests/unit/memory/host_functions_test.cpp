// SPDX-License-Identifier: Apache-2.0
#include "memory/host_functions.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/clock.h"
#include "support/temporary_directory.h"
#include "vault/vault.h"

namespace tiles::memory {
namespace {

class HostFunctionsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(directory_.path() / "entities");
    write("user.md", "# User\n- city: Oslo\n- pet: [[entities/azul.md]]\n");
    write("entities/azul.md", "# Azul\n- kind: parrot\n");
    vault_ = vault::Vault::open(directory_.path(), clock_).value();
    begin(vault::Access::ReadWrite);
  }
  void write(const std::string& path, const std::string& text) {
    std::ofstream(directory_.path() / path, std::ios::binary) << text;
  }
  void begin(vault::Access access) {
    transaction_.emplace(vault_->begin(access).value());
    functions_.emplace(*transaction_, [this](const ShownText& shown) { shown_.push_back(shown); });
  }
  sandbox::HostAnswer call(const std::string& name, Json args, Json kwargs = Json::object()) {
    return functions_->call({name, std::move(args), std::move(kwargs)});
  }
  // The value, or "Type: message".
  Json result(const std::string& name, Json args) {
    const auto answer = call(name, std::move(args));
    if (answer.exception_type.empty()) return answer.result;
    return answer.exception_type + ": " + answer.message;
  }

  testing::TemporaryDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<vault::Vault> vault_;
  std::optional<vault::Transaction> transaction_;
  std::optional<VaultHostFunctions> functions_;
  std::vector<ShownText> shown_;
};

TEST_F(HostFunctionsTest, ThereAreElevenNames) {
  EXPECT_EQ(host_function_names().size(), 11U);
  EXPECT_LE(host_function_names().size(), sandbox::kNamesMax);
}

TEST_F(HostFunctionsTest, ReadingGivesTheTextOrSaysWhatIsMissing) {
  EXPECT_EQ(result("read_file", {"entities/azul.md"}), "# Azul\n- kind: parrot\n");
  EXPECT_EQ(result("read_file", {"x.md"}), "FileNotFoundError: read_file: x.md not found");
}

TEST_F(HostFunctionsTest, CreatingRefusesToOverwrite) {
  EXPECT_EQ(result("create_file", {"new.md"}), true);
  EXPECT_EQ(result("read_file", {"new.md"}), "");
  EXPECT_EQ(result("create_file", {"user.md", "x"}),
            "FileExistsError: create_file: user.md already exists");
}

TEST_F(HostFunctionsTest, UpdatingNeedsExactlyOnePlace) {
  EXPECT_EQ(result("update_file", {"user.md", "Oslo", "Bergen"}), true);
  EXPECT_EQ(result("update_file", {"user.md", "Oslo", "Bergen"}),
            "ValueError: update_file: old text not found in user.md");
  EXPECT_EQ(result("update_file", {"user.md", "- ", "* "}),
            "ValueError: update_file: old text occurs 2 times in user.md");
}

TEST_F(HostFunctionsTest, FilesAndFoldersAreListedAndMeasured) {
  EXPECT_EQ(result("list_files", Json::array()), Json({"entities/azul.md", "user.md"}));
  EXPECT_EQ(result("list_files", {"entities"}), Json::array({"entities/azul.md"}));
  EXPECT_EQ(result("check_if_file_exists", {"user.md"}), true);
  EXPECT_EQ(result("check_if_dir_exists", {"trips"}), false);
  EXPECT_EQ(result("create_dir", {"trips"}), true);
  EXPECT_EQ(result("check_if_dir_exists", {"trips"}), true);
  EXPECT_EQ(result("get_size", {"entities/azul.md"}), 22);
  EXPECT_EQ(result("delete_file", {"user.md"}), true);
  EXPECT_EQ(result("check_if_file_exists", {"user.md"}), false);
}

TEST_F(HostFunctionsTest, LinksAreOpened) {
  for (const char* link : {"[[entities/azul.md]]", "[[entities/azul|the bird]]", "entities/azul"}) {
    EXPECT_EQ(result("go_to_link", {link}), "# Azul\n- kind: parrot\n") << link;
  }
  EXPECT_EQ(result("go_to_link", {"[[]]"}), "ValueError: go_to_link: not a link: '[[]]'");
}

TEST_F(HostFunctionsTest, SearchingGivesPathLineAndText) {
  const Json hits = result("search", {"PARROT", 5});
  EXPECT_EQ(hits,
            Json::array({{{"path", "entities/azul.md"}, {"line", 2}, {"text", "- kind: parrot"}}}));
  EXPECT_EQ(result("search", {"a", 0}), Json::array());
  EXPECT_EQ(result("search", {"a", -1}), Json::array());
}

TEST_F(HostFunctionsTest, PathsThatLeaveTheVaultAreRefused) {
  for (const char* path : {"../x", "/etc/passwd", "a/../../x", ".hidden"}) {
    EXPECT_EQ(call("read_file", {path}).exception_type, "PermissionError") << path;
  }
}

TEST_F(HostFunctionsTest, WritesAreRefusedWhileRecalling) {
  begin(vault::Access::ReadOnly);
  EXPECT_EQ(call("create_file", {"x.md", ""}).exception_type, "PermissionError");
  EXPECT_EQ(call("update_file", {"user.md", "Oslo", "x"}).exception_type, "PermissionError");
  EXPECT_EQ(call("delete_file", {"user.md"}).exception_type, "PermissionError");
  EXPECT_EQ(call("create_dir", {"x"}).exception_type, "PermissionError");
}

TEST_F(HostFunctionsTest, ArgumentOfAnotherTypeIsATypeError) {
  EXPECT_EQ(result("read_file", {7}), "TypeError: read_file: path must be str, not int");
  EXPECT_EQ(result("search", {"a", "b"}), "TypeError: search: limit must be int, not str");
  EXPECT_EQ(result("list_files", {nullptr}),
            "TypeError: list_files: folder must be str, not NoneType");
}

TEST_F(HostFunctionsTest, UnknownNameIsANameError) {
  EXPECT_EQ(result("system", {"id"}), "NameError: name 'system' is not defined");
}

TEST_F(HostFunctionsTest, WhatIsShownIsToldWithItsPlace) {
  call("read_file", {"./user.md"});
  call("go_to_link", {"[[entities/azul]]"});
  call("search", {"parrot"});
  call("read_file", {"missing.md"});
  ASSERT_EQ(shown_.size(), 3U);
  EXPECT_EQ(shown_[0].path, "user.md");
  EXPECT_EQ(shown_[1].path, "entities/azul.md");
  EXPECT_EQ(shown_[2].line, 2U);
  EXPECT_EQ(shown_[2].text, "- kind: parrot");
}

}  // namespace
}  // namespace tiles::memory
