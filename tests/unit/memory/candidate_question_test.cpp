// SPDX-License-Identifier: Apache-2.0
#include "memory/candidate_question.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

const std::vector<NamedPath> kToms = {{"entities/tom_berg.md", "Tom Berg"},
                                      {"entities/tom_hale.md", "Tom Hale"},
                                      {"entities/tom_reed.md", "Tom Reed"}};

TEST(CandidateQuestion, NamesEveryNoteThatTheWordMayMean) {
  EXPECT_EQ(with_all_candidates("Tom Hoed or Tom Reed?", "Where is Tom?", kToms),
            "Tom Berg, Tom Hale or Tom Reed?");
  EXPECT_EQ(with_all_candidates("Which Tom?", "Where is Tom?", {kToms[0], kToms[1]}),
            "Tom Berg or Tom Hale?");
}

TEST(CandidateQuestion, AQuestionThatNamesAllIsLeftAsItIs) {
  EXPECT_EQ(with_all_candidates("Is it Tom Berg, Tom Hale or Tom Reed?", "Where is Tom?", kToms),
            "Is it Tom Berg, Tom Hale or Tom Reed?");
}

TEST(CandidateQuestion, AnotherQuestionIsLeftAsItIs) {
  EXPECT_EQ(with_all_candidates("Volvo or Fiat?", "Tom drives a Volvo", kToms), "Volvo or Fiat?");
  EXPECT_EQ(with_all_candidates("Who do you mean?", "Where is Tom?", kToms), "Who do you mean?");
  EXPECT_EQ(with_all_candidates("Which Tom?", "Where is Tom?", {kToms[0]}), "Which Tom?");
  EXPECT_EQ(with_all_candidates("Is Tom Reed a nurse?", "What does Tom Reed do?", kToms),
            "Is Tom Reed a nurse?");
}

}  // namespace
}  // namespace tiles::memory
