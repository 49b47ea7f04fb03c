// SPDX-License-Identifier: Apache-2.0
#include "engine/answer_stream.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"

namespace tiles::engine {
namespace {

std::string all_of(TextFilter& filter, const std::vector<std::string>& pieces) {
  std::string out;
  for (const std::string& piece : pieces) out += filter.push(piece);
  return out + filter.flush();
}

TEST(TextFilter, CharactersAreGivenWhole) {
  TextFilter filter({});
  EXPECT_EQ(filter.push("a\xc3"), "a");
  EXPECT_EQ(filter.push("\xa9"), "\u00e9");
  EXPECT_EQ(filter.push("\xf0\x9f\x98"), "");
  EXPECT_EQ(filter.push("\x80!"), "\U0001f600!");
}

TEST(TextFilter, BytesThatAreNoTextBecomeReplacementCharacters) {
  TextFilter filter({});
  EXPECT_EQ(filter.push("a\xff"
                        "b"),
            "a\ufffd"
            "b");
  EXPECT_EQ(filter.push("\xe2\x82"), "");
  EXPECT_EQ(filter.flush(), "\ufffd\ufffd");
}

TEST(TextFilter, TextBeforeAStopStringIsKept) {
  TextFilter filter({"END"});
  EXPECT_EQ(filter.push("one E"), "one ");
  EXPECT_EQ(filter.push("N"), "");
  EXPECT_FALSE(filter.is_stopped());
  EXPECT_EQ(filter.push("D two"), "");
  EXPECT_TRUE(filter.is_stopped());
  EXPECT_EQ(filter.push("three"), "");
  EXPECT_EQ(filter.flush(), "");
}

TEST(TextFilter, AlmostAStopStringIsGivenLate) {
  TextFilter filter({"END"});
  EXPECT_EQ(all_of(filter, {"E", "N", "T"}), "ENT");
  EXPECT_FALSE(filter.is_stopped());
}

TEST(TextFilter, TheFirstOfSeveralStopStringsCounts) {
  TextFilter filter({"bb", "abb"});
  EXPECT_EQ(all_of(filter, {"xabb"}), "x");
  EXPECT_TRUE(filter.is_stopped());
}

RC_GTEST_PROP(TextFilter, CutsOfTheInputDoNotMatter, (const std::string& text)) {
  TextFilter whole({"ab"});
  TextFilter bytes({"ab"});
  std::vector<std::string> pieces;
  for (const char byte : text) pieces.emplace_back(1, byte);
  RC_ASSERT(all_of(whole, {text}) == all_of(bytes, pieces));
  RC_ASSERT(whole.is_stopped() == bytes.is_stopped());
}

TEST(AnswerStream, ReasoningBetweenTagsIsTold) {
  std::string told;
  const EventSink sink = [&told](const CompletionEvent& event) {
    if (const auto* reasoning = std::get_if<ReasoningDelta>(&event)) told += "R" + reasoning->text;
    if (const auto* text = std::get_if<TextDelta>(&event)) told += "T" + text->text;
  };
  AnswerStream tagged(AnswerKind::Tagged, {}, nullptr, sink);
  ASSERT_TRUE(tagged.push_text("<think>a</think>b"));
  ASSERT_TRUE(tagged.finish(AnswerStream::Ending::Whole));
  EXPECT_EQ(told, "RaTb");
  told.clear();
  AnswerStream open(AnswerKind::Reasoning, {}, nullptr, sink);
  ASSERT_TRUE(open.push_text("a</thi"));
  ASSERT_TRUE(open.finish(AnswerStream::Ending::CutOff));
  EXPECT_EQ(told, "RaR</thi");
}

TEST(AnswerStream, ControlTokensComeAfterTheTextBeforeThem) {
  std::vector<CompletionEvent> events;
  const EventSink sink = [&](const CompletionEvent& event) { events.push_back(event); };
  AnswerStream stream(AnswerKind::Raw, {"stop"}, nullptr, sink);
  ASSERT_TRUE(stream.push_text("a s"));
  ASSERT_TRUE(stream.push_control("</reply>"));
  ASSERT_TRUE(stream.finish(AnswerStream::Ending::Whole));
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(std::get<TextDelta>(events[0]).text, "a ");
  EXPECT_EQ(std::get<TextDelta>(events[1]).text, "s");
  EXPECT_EQ(std::get<ControlToken>(events[2]).text, "</reply>");
}

}  // namespace
}  // namespace tiles::engine
