// SPDX-License-Identifier: Apache-2.0
#include "memory/own_words.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

TEST(OwnWords, WhatFollowsARequestIsTheLine) {
  const auto own = in_own_words("Hey, please remember that the plumber comes on Tuesday.", {});
  ASSERT_TRUE(own);
  EXPECT_EQ(own->line, "- the plumber comes on Tuesday");
  EXPECT_TRUE(own->is_asked_for);
  EXPECT_FALSE(own->is_about_named);
  EXPECT_EQ(in_own_words("don't forget: bins go out on Monday", {})->line,
            "- bins go out on Monday");
  EXPECT_EQ(in_own_words("Merk dir, dass der Klempner kommt", {})->line, "- der Klempner kommt");
}

TEST(OwnWords, WithoutARequestTheWholeMessage) {
  const auto own = in_own_words("hey, I hate coriander!", {});
  ASSERT_TRUE(own);
  EXPECT_EQ(own->line, "- hey, I hate coriander");
  EXPECT_FALSE(own->is_asked_for);
}

TEST(OwnWords, TheNoteThatItBeginsWith) {
  EXPECT_TRUE(in_own_words("Remember that Tom likes beer", {{"tom"}})->is_about_named);
  EXPECT_FALSE(in_own_words("Remember that beer is for Tom", {{"tom"}})->is_about_named);
}

TEST(OwnWords, NoLine) {
  for (const char* message : {"do you remember me?", "remember", "two\nlines here", "see [[a.md]]",
                              "# heading here", "a `code` here", "a | b c"}) {
    EXPECT_FALSE(in_own_words(message, {})) << message;
  }
  const std::string at_limit = "a " + std::string(198, 'b');
  EXPECT_EQ(in_own_words("remember that " + at_limit, {})->line, "- " + at_limit);
  EXPECT_FALSE(in_own_words("remember that " + at_limit + "b", {}));
}

}  // namespace
}  // namespace tiles::memory
