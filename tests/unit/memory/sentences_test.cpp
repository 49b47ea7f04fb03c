// SPDX-License-Identifier: Apache-2.0
#include "memory/sentences.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using Sentences = std::vector<std::string_view>;

TEST(Sentences, MarksBeforeACapitalEndThem) {
  EXPECT_EQ(sentences_of("Born in Sligo. Drinks tea! Why? Nobody knows"),
            (Sentences{"Born in Sligo.", "Drinks tea!", "Why?", "Nobody knows"}));
  EXPECT_EQ(sentences_of("lives in Rome. works there"), (Sentences{"lives in Rome. works there"}));
  EXPECT_EQ(sentences_of("Vit à Lyon. Été là-bas."), (Sentences{"Vit à Lyon.", "Été là-bas."}));
  EXPECT_EQ(sentences_of("東京に住む。猫がいる。"), (Sentences{"東京に住む。", "猫がいる。"}));
}

TEST(Sentences, ShortFormsOrdinalsAndNumbersEndNone) {
  EXPECT_EQ(sentences_of("Dr. Sousa, tel. 12, Mrs. Lee").size(), 1U);
  EXPECT_EQ(sentences_of("am 3. März bei Prof. Adler").size(), 1U);
  EXPECT_EQ(sentences_of("1.5 bar.Next").size(), 1U);
  EXPECT_EQ(sentences_of("Since 2019. Then no more").size(), 2U);
}

TEST(Sentences, TheInsideOfALinkIsOnePiece) {
  EXPECT_EQ(sentences_of("met [[a.md|Ana Reed. Nurse]] there").size(), 1U);
  EXPECT_EQ(sentences_of("]] Odd. Marks [[ here. Too").size(), 2U);
}

TEST(Sentences, NothingIsNone) {
  EXPECT_TRUE(sentences_of("").empty());
  EXPECT_TRUE(sentences_of("  ").empty());
  EXPECT_EQ(sentences_of("."), (Sentences{"."}));
}

}  // namespace
}  // namespace tiles::memory
