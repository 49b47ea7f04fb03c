// SPDX-License-Identifier: Apache-2.0
#include "vault/note_path.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::vault {
namespace {

ErrorCode code_of(std::string_view text) {
  const auto path = NotePath::parse(text);
  EXPECT_FALSE(path.has_value()) << text;
  return path ? ErrorCode::Io : path.error().code();
}

std::string text_of(std::string_view text) {
  const auto path = NotePath::parse(text);
  EXPECT_TRUE(path.has_value()) << text;
  return path ? path->text() : "";
}

TEST(NotePath, PlainPathIsKept) {
  EXPECT_EQ(text_of("entities/tom_reed.md"), "entities/tom_reed.md");
}

TEST(NotePath, DotAndEmptyPartsAreDropped) { EXPECT_EQ(text_of("./a//b.md"), "a/b.md"); }

TEST(NotePath, PathThatLeavesTheVaultIsDenied) {
  for (const std::string_view text :
       {"/etc/passwd", "..", "../x.md", "a/../../x.md", "a/..", "//x"}) {
    EXPECT_EQ(code_of(text), ErrorCode::Denied);
  }
  EXPECT_EQ(code_of(std::string_view("a\0b", 3)), ErrorCode::Denied);
}

TEST(NotePath, DotFileAndDotFolderAreDenied) {
  for (const std::string_view text : {".tiles/log", "a/.hidden.md", ".obsidian/app.json", "..."}) {
    EXPECT_EQ(code_of(text), ErrorCode::Denied);
  }
}

TEST(NotePath, BytesThatAreNoTextAreInvalid) {
  for (const std::string_view text : {"a\nb.md", "a\x7f.md", "a\\b.md", "\xff.md", "", ".", "./"}) {
    EXPECT_EQ(code_of(text), ErrorCode::Invalid);
  }
}

TEST(NotePath, DecomposedNameBecomesComposed) {
  EXPECT_EQ(text_of("Jose\xCC\x81.md"), "Jos\xC3\xA9.md");
}

TEST(NotePath, LengthsStopAtTheirBounds) {
  const std::string part(NotePath::kPartBytesMax, 'a');
  EXPECT_EQ(text_of(part), part);
  EXPECT_EQ(code_of(part + "a"), ErrorCode::Limit);

  const std::string folders = part + "/" + part + "/" + part + "/";
  const std::string rest = std::string(NotePath::kPathBytesMax - folders.size() - 2, 'a') + "/";
  EXPECT_EQ(text_of(folders + rest + "b").size(), NotePath::kPathBytesMax);
  EXPECT_EQ(text_of(folders + rest + "b/").size(), NotePath::kPathBytesMax);
  EXPECT_EQ(code_of(folders + rest + "bc"), ErrorCode::Limit);

  std::string deep = "a";
  for (std::size_t i = 1; i < NotePath::kDepthMax; ++i) deep += "/a";
  EXPECT_EQ(text_of(deep), deep);
  EXPECT_EQ(code_of(deep + "/a"), ErrorCode::Limit);
}

TEST(NotePath, FolderMayBeTheVaultItself) {
  ASSERT_TRUE(NotePath::parse_folder("").has_value());
  EXPECT_EQ(NotePath::parse_folder("./")->text(), "");
  EXPECT_EQ(NotePath::parse_folder("entities/")->text(), "entities");
  EXPECT_FALSE(NotePath::parse_folder("..").has_value());
}

TEST(NotePath, NameStemAndKindComeFromTheLastPart) {
  const auto path = NotePath::parse("a.b/Tom.Reed.MD");
  ASSERT_TRUE(path.has_value());
  EXPECT_EQ(path->name(), "Tom.Reed.MD");
  EXPECT_EQ(path->stem(), "Tom.Reed");
  EXPECT_TRUE(path->is_note());
  EXPECT_FALSE(NotePath::parse("photo.png")->is_note());
}

}  // namespace
}  // namespace tiles::vault
