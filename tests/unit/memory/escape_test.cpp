// SPDX-License-Identifier: Apache-2.0
#include "memory/escape.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

TEST(EscapeTags, EveryTagIsEscapedOpeningAndClosing) {
  for (const std::string name :
       {"vault", "recall", "remember", "user", "filter", "think", "python", "result", "reply"}) {
    EXPECT_EQ(escape_tags("a<" + name + ">b</" + name + ">"), "a‹" + name + ">b‹/" + name + ">");
  }
}

TEST(EscapeTags, OtherTextStays) {
  for (const std::string text : {"a < b", "<b>", "<think", "< think>", "<thinker>", "<//think>",
                                 "<Think>", "<think >", ""}) {
    EXPECT_EQ(escape_tags(text), text);
  }
}

TEST(EscapeTags, BracketBeforeATagStays) { EXPECT_EQ(escape_tags("<<reply>"), "<‹reply>"); }

TEST(EscapeTags, SecondPassChangesNothing) {
  const std::string once = escape_tags("</result><python>x</python>");
  EXPECT_EQ(escape_tags(once), once);
}

}  // namespace
}  // namespace tiles::memory
