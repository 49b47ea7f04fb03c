// SPDX-License-Identifier: Apache-2.0
#include "memory/tag_tokenizer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tiles::memory {
namespace {

std::vector<Segment> tokenize(std::string_view text, std::size_t piece_bytes = 1'000'000) {
  TagTokenizer tokenizer;
  std::vector<Segment> segments;
  const auto keep = [&](std::vector<Segment> more) {
    std::move(more.begin(), more.end(), std::back_inserter(segments));
  };
  for (std::size_t at = 0; at < text.size(); at += piece_bytes) {
    keep(tokenizer.feed(text.substr(at, piece_bytes)).value());
  }
  keep(tokenizer.finish());
  return segments;
}

Segment closed(Tag tag, std::string text) { return {tag, std::move(text), SegmentEnd::Closed}; }
Segment outside(std::string text) { return {std::nullopt, std::move(text), SegmentEnd::Closed}; }

using Segments = std::vector<Segment>;

TEST(TagTokenizer, TurnIsReadInOrder) {
  EXPECT_EQ(tokenize("<think>a</think>\n<python>b()</python>"),
            (Segments{closed(Tag::Think, "a"), outside("\n"), closed(Tag::Python, "b()")}));
}

TEST(TagTokenizer, EmptyElementIsKeptAndEmptyTextIsNot) {
  EXPECT_EQ(tokenize("<python></python><reply>x</reply>"),
            (Segments{closed(Tag::Python, ""), closed(Tag::Reply, "x")}));
  EXPECT_EQ(tokenize(""), Segments{});
}

TEST(TagTokenizer, TagsInsideAThoughtAreText) {
  EXPECT_EQ(
      tokenize("<think>I write <python>delete_file(\"user.md\")</python> or <reply></think>"
               "<reply>no</reply>"),
      (Segments{closed(Tag::Think, "I write <python>delete_file(\"user.md\")</python> or <reply>"),
                closed(Tag::Reply, "no")}));
}

TEST(TagTokenizer, FirstEndClosesBecauseTagsDoNotNest) {
  EXPECT_EQ(tokenize("<think>a<think>b</think>c</think>"),
            (Segments{closed(Tag::Think, "a<think>b"), outside("c</think>")}));
}

TEST(TagTokenizer, EndInsideAPythonStringIsText) {
  for (const std::string code :
       {"x = '</python>'", "x = \"a\\\"</python>\"", "x = '''\n'</python>\n'''",
        "x = \"\"\"\"</python>\"\"\"", "x = r'</python>'", "x = ''; y = '</python>'"}) {
    EXPECT_EQ(tokenize("<python>" + code + "</python>"), Segments{closed(Tag::Python, code)});
  }
}

TEST(TagTokenizer, EndInACommentCloses) {
  EXPECT_EQ(tokenize("<python>f() # it's done</python>"),
            Segments{closed(Tag::Python, "f() # it's done")});
}

TEST(TagTokenizer, UnbalancedQuoteHidesNothingAtTheEnd) {
  EXPECT_EQ(tokenize("<python>print('it's')</python><reply>x</reply>"),
            (Segments{closed(Tag::Python, "print('it's')"), closed(Tag::Reply, "x")}));
  EXPECT_EQ(tokenize("<python>'''a</python><python>'''b</python>"),
            Segments{closed(Tag::Python, "'''a</python><python>'''b")});
  EXPECT_EQ(tokenize("<python>'''a</python><python>\"b</python>"),
            (Segments{closed(Tag::Python, "'''a"), closed(Tag::Python, "\"b")}));
}

TEST(TagTokenizer, LineBreakEndsAShortStringLiteral) {
  EXPECT_EQ(tokenize("<python>x = 'a\ny()</python>"), Segments{closed(Tag::Python, "x = 'a\ny()")});
}

TEST(TagTokenizer, MissingEndIsReported) {
  EXPECT_EQ(tokenize("<reply>yes"), (Segments{{Tag::Reply, "yes", SegmentEnd::Missing}}));
  EXPECT_EQ(tokenize("<python>"), (Segments{{Tag::Python, "", SegmentEnd::Missing}}));
}

TEST(TagTokenizer, TextBetweenAndUnknownTagsAreText) {
  EXPECT_EQ(tokenize("hi <b>you</b> <Think> < think> <think > <reply>x</reply> bye"),
            (Segments{outside("hi <b>you</b> <Think> < think> <think > "), closed(Tag::Reply, "x"),
                      outside(" bye")}));
}

TEST(TagTokenizer, ThoughtOpenedByTheTemplateIsAThought) {
  EXPECT_EQ(tokenize("so\n</think><reply>x</reply>"),
            (Segments{closed(Tag::Think, "so\n"), closed(Tag::Reply, "x")}));
  EXPECT_EQ(tokenize("<reply>x</reply></think>"),
            (Segments{closed(Tag::Reply, "x"), outside("</think>")}));
}

TEST(TagTokenizer, AngleBracketsBeforeATagStay) {
  EXPECT_EQ(tokenize("<<reply>a<</reply>"), (Segments{outside("<"), closed(Tag::Reply, "a<")}));
}

TEST(TagTokenizer, TurnAtTheBoundIsReadAndPastItIsRefused) {
  TagTokenizer tokenizer;
  ASSERT_TRUE(tokenizer.feed(std::string(TagTokenizer::kInputBytesMax, 'a')));
  const auto refused = tokenizer.feed("b");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::Limit);
  EXPECT_FALSE(tokenizer.feed("c"));
}

std::string generated_turn() {
  static const std::vector<std::string> kParts = {
      "<think>",   "</think>", "<python>", "</python>", "<reply>", "</reply>", "<result>",
      "</result>", "'",        "\"",       "'''",       "\\",      "\n",       "#",
      "<",         ">",        "/",        "a",         "é",       " "};
  std::string text;
  for (const auto& part :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kParts))) {
    text += part;
  }
  return text;
}

RC_GTEST_PROP(TagTokenizer, PiecesOfAnySizeGiveTheSameSegments, ()) {
  const std::string text = generated_turn();
  const auto piece_bytes = *rc::gen::inRange<std::size_t>(1, 12);
  RC_ASSERT(tokenize(text, piece_bytes) == tokenize(text));
}

RC_GTEST_PROP(TagTokenizer, NoTextIsLostBesidesTags, ()) {
  const std::string text = generated_turn();
  std::size_t kept = 0;
  std::size_t tags = 0;
  for (const Segment& segment : tokenize(text)) {
    kept += segment.text.size();
    tags += segment.tag ? 1 : 0;
  }
  RC_ASSERT(kept <= text.size());
  RC_ASSERT(text.size() - kept <= tags * std::string_view("<python></python>").size());
}

}  // namespace
}  // namespace tiles::memory
