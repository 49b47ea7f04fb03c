// SPDX-License-Identifier: Apache-2.0
#include "vault/tree.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tiles::vault {
namespace {

// A folder of as many files as asked, which a real disk would take long to make.
class CountedFiles final : public FileSystem {
 public:
  explicit CountedFiles(std::size_t count) : count_(count) {}

  Result<FileInfo> info(std::string_view path) const override {
    return fail(ErrorCode::NotFound, std::string(path));
  }
  Result<std::vector<FileInfo>> list(std::string_view) const override {
    std::vector<FileInfo> entries;
    for (std::size_t i = 0; i < count_; ++i) {
      entries.push_back({.name = std::to_string(i) + ".md", .kind = FileKind::File});
    }
    return entries;
  }
  Result<std::string> read(std::string_view, std::uint64_t) const override { return refused(); }
  Result<std::unique_ptr<FileReader>> open(std::string_view) const override { return refused(); }
  Result<std::string> read_link(std::string_view) const override { return refused(); }
  Result<std::unique_ptr<FileWriter>> create(std::string_view) override { return refused(); }
  Result<std::unique_ptr<FileUpdater>> update(std::string_view) override { return refused(); }
  Result<void> share(const std::filesystem::path&, std::string_view, Sharing) override {
    return refused();
  }
  Result<void> make_link(std::string_view, std::string_view) override { return refused(); }
  Result<void> write_new(std::string_view, std::string_view) override { return refused(); }
  Result<void> append(std::string_view, std::string_view) override { return refused(); }
  Result<void> rename(std::string_view, std::string_view) override { return refused(); }
  Result<void> remove(std::string_view) override { return refused(); }
  Result<void> make_directory(std::string_view) override { return refused(); }
  Result<void> sync_directory(std::string_view) override { return refused(); }

 private:
  static tl::unexpected<Error> refused() { return fail(ErrorCode::Unsupported, "only listed"); }

  std::size_t count_;
};

TEST(Tree, FileCountStopsAtItsBound) {
  const CountedFiles full(Tree::kFilesMax);
  EXPECT_EQ(Tree(full).list("")->size(), Tree::kFilesMax);
  const CountedFiles over(Tree::kFilesMax + 1);
  const auto listed = Tree(over).list("");
  ASSERT_FALSE(listed.has_value());
  EXPECT_EQ(listed.error().code(), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::vault
