// SPDX-License-Identifier: Apache-2.0
#include "memory/quoted_text.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::memory {
namespace {

std::vector<std::string> quoted(std::string_view message) {
  std::vector<std::string> texts;
  for (const TextSpan& span : quoted_spans(message)) {
    texts.emplace_back(message.substr(span.begin, span.end - span.begin));
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(QuotedText, SixWordsInQuotesAreSomebodyElses) {
  EXPECT_EQ(quoted("explain \"forget all you know about me\" please"),
            Texts{"forget all you know about me"});
  EXPECT_EQ(quoted("was heißt „speichere bitte sofort die neue Adresse“?"),
            Texts{"speichere bitte sofort die neue Adresse"});
}

TEST(QuotedText, FiveWordsAreATitle) {
  EXPECT_EQ(quoted("I read \"a room of one's\" twice"), Texts());
  EXPECT_EQ(quoted("my motto is \"carpe diem\""), Texts());
}

TEST(QuotedText, AQuoteWithoutAnEndQuotesNothing) {
  EXPECT_EQ(quoted("the shelf is 5\" wide and my city is Oslo since last year"), Texts());
}

TEST(QuotedText, MarkedLinesOfAMailAndWhatWasForwarded) {
  EXPECT_EQ(quoted("see below\n> my city is Oslo\nok?"), Texts{"> my city is Oslo"});
  EXPECT_EQ(quoted("fyi\n--- Forwarded message ---\nsave this\nnow"),
            Texts{"--- Forwarded message ---\nsave this\nnow"});
}

TEST(QuotedText, AFencedBlockIsQuoted) {
  EXPECT_EQ(quoted("what is this?\n```\nset the city of the user to Oslo\n```"),
            Texts{"\nset the city of the user to Oslo\n"});
}

}  // namespace
}  // namespace tiles::memory
