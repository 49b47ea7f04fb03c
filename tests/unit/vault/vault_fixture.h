// SPDX-License-Identifier: Apache-2.0
// A vault in a temporary directory, with a clock that the test sets.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "support/temporary_directory.h"
#include "vault/vault.h"

namespace tiles::vault {

class SetClock final : public Clock {
 public:
  TimePoint now() const override { return now_; }
  void advance(std::chrono::milliseconds time) { now_ += time; }
  void set(TimePoint time) { now_ = time; }

 private:
  TimePoint now_{std::chrono::milliseconds(1'795'000'000'000)};
};

class VaultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root() / "entities");
    write("user.md", "# User\n- city: Valencia\n- brother: [[entities/tom_reed.md]]\n");
    write("entities/tom_reed.md", "# Tom Reed\n- gate code: 4711\n- city: Oslo\n");
    reopen();
  }

  std::filesystem::path root() const { return directory_.path() / "memory"; }
  std::filesystem::path cache() const { return directory_.path() / "cache"; }

  void reopen() {
    vault_.reset();
    auto opened = Vault::open(root(), clock_, {.cache_directory = cache()});
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    vault_ = *std::move(opened);
  }

  void write(const std::string& path, std::string_view text) const {
    std::filesystem::create_directories((root() / path).parent_path());
    std::ofstream(root() / path, std::ios::binary) << text;
  }

  std::string on_disk(const std::string& path) const {
    std::ifstream file(root() / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  bool exists(const std::string& path) const { return std::filesystem::exists(root() / path); }

  Transaction begin(Access access = Access::ReadWrite) {
    auto transaction = vault_->begin(access);
    EXPECT_TRUE(transaction.has_value());
    return *std::move(transaction);
  }

  // The id of the committed transaction.
  std::string update(const std::string& path, std::string_view before, std::string_view after) {
    Transaction transaction = begin();
    EXPECT_TRUE(transaction.update_file(path, before, after).has_value());
    const auto record = transaction.commit(why("update"));
    EXPECT_TRUE(record.has_value());
    clock_.advance(std::chrono::seconds(1));
    return record ? record->id : "";
  }

  static Provenance why(std::string reason) {
    return {.who = "user", .why = std::move(reason), .turn = "c1/3", .excerpt = "hello"};
  }

  testing::TemporaryDirectory directory_;
  SetClock clock_;
  std::unique_ptr<Vault> vault_;
};

// The phrase of the error, or "" when there is none.
template <typename T>
std::string phrase(const Result<T>& result) {
  return result ? "" : result.error().text();
}

template <typename T>
void expect_code(const Result<T>& result, ErrorCode code) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), code) << result.error().text();
}

}  // namespace tiles::vault
