// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/unicode.h"

namespace tiles {
namespace {

using std::string_view_literals::operator""sv;

TEST(Text, Utf8FollowsRfc3629) {
  for (const auto good : {""sv, "a"sv, "é"sv, "日本"sv, "\xF4\x8F\xBF\xBF"sv}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const auto bad : {"\xC0\x80"sv, "\xE0\x80\x80"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv,
                         "\xFF"sv, "\xE6\x97"sv}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Text, InvalidBytesBecomeTheReplacementCharacter) {
  EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(to_valid_utf8("日\xE6\x97"), "日\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Text, PrefixNeverCutsACharacter) {
  EXPECT_EQ(utf8_prefix("aé", 2), "a");
  EXPECT_EQ(utf8_prefix("aé", 3), "aé");
  EXPECT_EQ(utf8_prefix("日", 0), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Unicode, FoldingDropsCaseAndAccents) {
  EXPECT_EQ(fold_for_matching("Élodie GÓMEZ"), "elodie gomez");
  EXPECT_EQ(fold_for_matching("Straße"), "strasse");
  EXPECT_EQ(to_nfc("e\xCC\x81"), "é");
  EXPECT_EQ(to_nfc("\xFF"), "\xFF");
}

TEST(Unicode, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(display_width("aé"), 2);
  EXPECT_EQ(display_width("日本"), 4);
  EXPECT_EQ(display_width("e\xCC\x81"), 1);
}

TEST(Json, DeepNestingIsRefusedBeforeParsing) {
  EXPECT_TRUE(parse_json("[[1]]", 2));
  EXPECT_EQ(parse_json("[[[1]]]", 2).error().code(), ErrorCode::Limit);
  EXPECT_TRUE(parse_json(R"("[[[[")", 2));
  EXPECT_EQ(parse_json("{").error().code(), ErrorCode::Invalid);
}

TEST(Clock, TimeIsPrintedAsRfc3339) {
  EXPECT_EQ(format_time(TimePoint(std::chrono::milliseconds(1'795'403'760'007))),
            "2026-11-23T03:16:00.007Z");
}

TEST(Error, ContextComesFirstAndTheInnermostHintWins) {
  const Error error = Error(ErrorCode::NotFound, "no such file")
                          .with_hint("inner")
                          .within("opening model 'x'")
                          .with_hint("outer");
  EXPECT_EQ(error.text(), "opening model 'x': no such file");
  EXPECT_EQ(error.hint(), "inner");
}

TEST(ShownInQuotes, TextOfOthersIsShortAndClean) {
  EXPECT_EQ(shown_in_quotes("ünï"), "'ünï'");
  EXPECT_EQ(shown_in_quotes("a\n\x7f\xff"), "'a??\uFFFD'");
  EXPECT_EQ(shown_in_quotes(std::string(100, 'a')), "'" + std::string(100, 'a') + "'");
  EXPECT_EQ(shown_in_quotes(std::string(101, 'a')), "'" + std::string(100, 'a') + "…'");
}

}  // namespace
}  // namespace tiles
