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

TEST(CandidateQuestion, NotesAreCalledAlikeByAWordOrByARelation) {
  EXPECT_EQ(named_alike("Where does Tom live?", kToms, {}), kToms);
  EXPECT_TRUE(named_alike("Where does Tom Reed live?", kToms, {}).empty());
  EXPECT_TRUE(named_alike("Where does Tom live?", {kToms[0]}, {}).empty());
  const std::vector<NamedPath> relations = {{"entities/tom_berg.md", "my brother"},
                                            {"entities/tom_hale.md", "my brother"},
                                            {"entities/tom_reed.md", "my boss"}};
  EXPECT_EQ(named_alike("Where is my brother?", kToms, relations),
            (std::vector{kToms[0], kToms[1]}));
  EXPECT_TRUE(named_alike("Where is my boss?", {kToms[2]}, relations).empty());
}

TEST(CandidateQuestion, ARelationToSeveralAsksForNone) {
  const std::vector<NamedPath> relations = {{"entities/tom_berg.md", "my kids"},
                                            {"entities/tom_hale.md", "my kids"}};
  EXPECT_TRUE(named_alike("When were my kids born?", {kToms[0], kToms[1]}, relations).empty());
}

TEST(CandidateQuestion, WhichOneListsThem) {
  EXPECT_EQ(which_one({kToms[0], kToms[1]}), "Tom Berg or Tom Hale?");
}

}  // namespace
}  // namespace tiles::memory
