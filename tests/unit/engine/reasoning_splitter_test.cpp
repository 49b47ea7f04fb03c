// SPDX-License-Identifier: Apache-2.0
#include "engine/reasoning_splitter.h"

#include <gtest/gtest.h>

namespace tiles::engine {
namespace {

using Start = ReasoningSplitter::Start;

// "reasoning|content", the answer given byte by byte.
std::string split_up(std::string_view answer, Start start = Start::Outside) {
  ReasoningSplitter splitter(start);
  ReasoningSplitter::Parts all;
  const auto add = [&all](const ReasoningSplitter::Parts& parts) {
    all.reasoning += parts.reasoning;
    all.content += parts.content;
  };
  for (const char& byte : answer) add(splitter.push(std::string_view(&byte, 1)));
  add(splitter.flush());
  return all.reasoning + "|" + all.content;
}

TEST(ReasoningSplitter, ReasoningStandsBetweenTags) {
  EXPECT_EQ(split_up("<think>so < it</think>\n\nyes"), "so < it|yes");
  EXPECT_EQ(split_up(" \n<think></think>yes"), "|yes");
}

TEST(ReasoningSplitter, AnswerWithoutTagsIsAllContent) {
  EXPECT_EQ(split_up("yes"), "|yes");
  EXPECT_EQ(split_up("<thin ice"), "|<thin ice");
  EXPECT_EQ(split_up("yes <think>no</think>"), "|yes <think>no</think>");
  EXPECT_EQ(split_up("<thi"), "|<thi");
}

TEST(ReasoningSplitter, PromptMayHaveOpenedIt) {
  EXPECT_EQ(split_up("so</think>yes", Start::Inside), "so|yes");
}

TEST(ReasoningSplitter, CutReasoningIsGivenWhole) {
  EXPECT_EQ(split_up("<think>so </th"), "so </th|");
}

}  // namespace
}  // namespace tiles::engine
