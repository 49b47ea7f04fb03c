// SPDX-License-Identifier: Apache-2.0
#include "memory/turn.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

Turn read(std::string_view text, Strictness strictness, TextEnd end = TextEnd::ByItself) {
  TagTokenizer tokenizer;
  std::vector<Segment> segments = tokenizer.feed(text).value();
  for (Segment& segment : tokenizer.finish()) {
    segments.push_back(std::move(segment));
  }
  return read_turn(segments, end, strictness);
}

TEST(Turn, CodeAfterAThoughtIsRead) {
  const Turn turn = read("<think>t</think><python>f()</python>", Strictness::Exact);
  EXPECT_EQ(turn.think, "t");
  EXPECT_EQ(turn.code, "f()");
  EXPECT_EQ(turn.reply, std::nullopt);
  EXPECT_EQ(turn.problem, "");
}

TEST(Turn, ExactRefusesWhatIsNotInTheProtocol) {
  EXPECT_EQ(read("x<reply>y</reply>", Strictness::Exact).problem, "text outside of tags");
  EXPECT_EQ(read("<python>a</python><reply>y</reply>", Strictness::Exact).problem,
            "a second action");
  EXPECT_EQ(read("<reply>y</reply><think>a</think>", Strictness::Exact).problem,
            "a thought out of place");
  EXPECT_EQ(read("<result>y</result>", Strictness::Exact).problem, "a result written by the model");
  EXPECT_EQ(read("<think>y</think>", Strictness::Exact).problem,
            "neither a python block nor a reply");
  EXPECT_EQ(read("<reply>y", Strictness::Exact).problem, "the reply has no end");
  EXPECT_EQ(read("", Strictness::Exact).hint, "");
}

TEST(Turn, HalfABlockIsNeverCode) {
  for (const auto strictness : {Strictness::Exact, Strictness::Tolerant}) {
    const Turn turn = read("<python>delete_file(", strictness);
    EXPECT_EQ(turn.problem, "the python block has no end");
    EXPECT_EQ(turn.code, std::nullopt);
  }
}

TEST(Turn, TolerantLeavesTextOutsideAside) {
  const Turn turn = read("Sure!\n<think>t</think>\nNow:\n<reply> y </reply>", Strictness::Tolerant);
  EXPECT_EQ(turn.reply, "y");
  EXPECT_EQ(turn.problem, "");
}

TEST(Turn, EmptyBlockBesideAReplyIsNoCode) {
  const Turn turn = read("<python>\n</python><reply>y</reply>", Strictness::Tolerant);
  EXPECT_EQ(turn.code, std::nullopt);
  EXPECT_EQ(turn.reply, "y");
}

TEST(Turn, CodeAndReplyTogetherAreBothRead) {
  const Turn turn = read("<python>f()</python><reply>y</reply>", Strictness::Tolerant);
  EXPECT_EQ(turn.code, "f()");
  EXPECT_EQ(turn.reply, "y");
}

TEST(Turn, NothingAfterAnInventedResultIsRead) {
  const Turn turn =
      read("<python>f()</python><result>ok</result><reply>done</reply>", Strictness::Tolerant);
  EXPECT_EQ(turn.code, "f()");
  EXPECT_EQ(turn.reply, std::nullopt);
}

TEST(Turn, ReplyWithoutEndCountsWhenTheModelStoppedByItself) {
  EXPECT_EQ(read("<reply>y", Strictness::Tolerant).reply, "y");
  EXPECT_EQ(read("<reply>y", Strictness::Tolerant, TextEnd::CutOff).problem,
            "the reply has no end");
}

TEST(Turn, TolerantSaysWhatToDo) {
  EXPECT_NE(read("just talk", Strictness::Tolerant).hint, "");
  EXPECT_EQ(read("just talk", Strictness::Tolerant).problem, "neither a python block nor a reply");
}

TEST(Turn, FenceAroundCodeIsRemoved) {
  EXPECT_EQ(without_fence("\n```python\nf()\n```\n"), "f()\n");
  EXPECT_EQ(without_fence("```\nf()```"), "f()");
  EXPECT_EQ(without_fence("s = '''```\nx```'''"), "s = '''```\nx```'''");
  EXPECT_EQ(without_fence("```json\n{}\n```"), "```json\n{}\n```");
}

}  // namespace
}  // namespace tiles::memory
