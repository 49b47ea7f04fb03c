// SPDX-License-Identifier: Apache-2.0
#include "vault/filters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vault_fixture.h"

namespace tiles::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class FiltersTest : public VaultTest {
 protected:
  void SetUp() override {
    VaultTest::SetUp();
    write("entities/zed.md",
          "---\naliases: [Zeddy]\n---\n# Zed Quill\n- salary: 90000\n- city: Oslo\n");
    write("user.md",
          "# User\n- uncle: [[entities/zed.md]]\n- iban: ES12 3456\n- city: Valencia\n- note: Zédy "
          "met Tom\n");
  }

  void hide(FilterKind kind, std::string_view value) {
    const auto filter = vault_->add_filter(kind, value);
    ASSERT_TRUE(filter.has_value()) << phrase(filter);
  }
};

TEST_F(FiltersTest, HiddenKeyIsNotReadAndNotSearched) {
  hide(FilterKind::Key, "IBAN");
  Transaction recall = begin(Access::ReadOnly);
  EXPECT_THAT(*recall.read_file("user.md"), Not(::testing::HasSubstr("iban")));
  EXPECT_TRUE(recall.search("ES12")->empty());
  EXPECT_THAT(*begin(Access::ReadWrite).read_file("user.md"), ::testing::HasSubstr("iban"));
}

TEST_F(FiltersTest, TheValueOfAHiddenFactIsHiddenInEveryLineAndName) {
  write("a.md", "I pay with ES12 3456.\nPlain.\nES-123-456\n");
  write("es12_3456.md", "# x\n");
  hide(FilterKind::Key, "iban");
  Transaction recall = begin(Access::ReadOnly);
  EXPECT_EQ(*recall.read_file("a.md"), "Plain.\n");
  EXPECT_FALSE(*recall.file_exists("es12_3456.md"));
  EXPECT_TRUE(recall.search("3456")->empty());
  EXPECT_FALSE(vault_->violations("It is ES123456.")->empty());
  EXPECT_TRUE(vault_->violations("It is ES12.")->empty());
}

TEST_F(FiltersTest, AValueInPlainViewOrAShortOneHidesNoOtherLine) {
  write("a.md", "- home: Valencia\n- smoker: no\nno, not in Valencia, VAT ab1\n- vat: ab1\n");
  hide(FilterKind::Key, "home");
  hide(FilterKind::Key, "smoker");
  EXPECT_EQ(*begin(Access::ReadOnly).read_file("a.md"),
            "no, not in Valencia, VAT ab1\n- vat: ab1\n");
  hide(FilterKind::Key, "vat");
  EXPECT_EQ(*begin(Access::ReadOnly).read_file("a.md"), "");
}

TEST_F(FiltersTest, HiddenFileIsNotThere) {
  hide(FilterKind::File, "entities/z*.md");
  Transaction recall = begin(Access::ReadOnly);
  EXPECT_THAT(*recall.list_files(), ElementsAre("entities/tom_reed.md", "user.md"));
  EXPECT_FALSE(*recall.file_exists("entities/zed.md"));
  EXPECT_EQ(phrase(recall.read_file("entities/zed.md")), "entities/zed.md not found");
  EXPECT_FALSE(recall.go_to_link("[[zed]]").has_value());
  EXPECT_TRUE(recall.search("salary")->empty());
}

TEST_F(FiltersTest, HiddenEntityIsHiddenWithEveryMentionOfItsNames) {
  hide(FilterKind::Entity, "zed quill");
  write("a.md", "call Zeddy\nsee [[zed]]\nsee [Z](entities/zed.md)\nzedding along\n");
  Transaction recall = begin(Access::ReadOnly);
  EXPECT_FALSE(*recall.file_exists("entities/zed.md"));
  EXPECT_EQ(*recall.read_file("a.md"), "zedding along\n");
  EXPECT_THAT(*recall.read_file("user.md"), Not(::testing::HasSubstr("zed.md")));
}

TEST_F(FiltersTest, PatternsMatchPartsAndDepths) {
  const std::vector<NoteName> none;
  const auto hides = [&](std::string_view pattern, std::string_view path) {
    return FilterSet({{"f1", FilterKind::File, std::string(pattern)}}, none).hides_file(path);
  };
  EXPECT_TRUE(hides("*.md", "a.md"));
  EXPECT_FALSE(hides("*.md", "b/a.md"));
  EXPECT_TRUE(hides("**.md", "b/c/a.md"));
  EXPECT_TRUE(hides("journal/**", "journal/2026/x.md"));
  EXPECT_TRUE(hides("?.md", "a.md"));
  EXPECT_FALSE(hides("a?b", "a/b"));
  EXPECT_TRUE(hides("Private/*", "private/x.md"));
  EXPECT_FALSE(hides(std::string(250, '*') + "b", std::string(1000, 'a')));
}

TEST_F(FiltersTest, ReplyWithAHiddenValueOrNameIsAViolation) {
  hide(FilterKind::Key, "iban");
  hide(FilterKind::Entity, "Zed Quill");
  EXPECT_THAT(*vault_->violations("Your iban is es12 3456."), ElementsAre("es12 3456"));
  EXPECT_THAT(*vault_->violations("ZÉDDY sends his regards"), ElementsAre("zeddy"));
  EXPECT_THAT(*vault_->violations("he earns 90000"), ElementsAre("90000"));
  EXPECT_THAT(*vault_->violations("You live in Valencia; Tom lives in Oslo"), IsEmpty());
}

TEST_F(FiltersTest, HiddenTextIsFoundInAnyLetters) {
  hide(FilterKind::Text, "3456");
  EXPECT_THAT(*begin(Access::ReadOnly).read_file("user.md"), Not(::testing::HasSubstr("ES12")));
  EXPECT_THAT(*vault_->violations("x3456y"), ElementsAre("3456"));
}

TEST_F(FiltersTest, FiltersAreKeptAndRemoved) {
  hide(FilterKind::Key, "iban");
  hide(FilterKind::Text, "secret");
  reopen();
  ASSERT_EQ(vault_->filters()->size(), 2U);
  EXPECT_EQ((*vault_->filters())[1].id, "f2");
  ASSERT_TRUE(vault_->remove_filter("f1").has_value());
  expect_code(vault_->remove_filter("f1"), ErrorCode::NotFound);
  EXPECT_EQ(vault_->add_filter(FilterKind::Key, "pin")->id, "f3");
}

TEST_F(FiltersTest, EmptyOrLongFilterIsRefused) {
  expect_code(vault_->add_filter(FilterKind::Key, "  "), ErrorCode::Invalid);
  EXPECT_TRUE(vault_->add_filter(FilterKind::Text, std::string(kFilterBytesMax, 'a')).has_value());
  expect_code(vault_->add_filter(FilterKind::Text, std::string(kFilterBytesMax + 1, 'a')),
              ErrorCode::Limit);
}

TEST_F(FiltersTest, DamagedFiltersStopRecallRatherThanHideNothing) {
  hide(FilterKind::Key, "iban");
  write(".tiles/filters.json", "{\"filters\":[{}]}");
  expect_code(vault_->begin(Access::ReadOnly), ErrorCode::Corrupt);
  expect_code(vault_->violations("x"), ErrorCode::Corrupt);
  EXPECT_TRUE(vault_->begin(Access::ReadWrite).has_value());
}

TEST_F(FiltersTest, FilterCountStopsAtItsBound) {
  Json list = Json::array();
  for (std::size_t i = 1; i < kFiltersMax; ++i) {
    list.push_back({{"id", "f" + std::to_string(i)}, {"kind", "text"}, {"value", "x"}});
  }
  write(".tiles/filters.json", Json{{"format", 1}, {"filters", list}}.dump());
  EXPECT_TRUE(vault_->add_filter(FilterKind::Text, "y").has_value());
  expect_code(vault_->add_filter(FilterKind::Text, "z"), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::vault
