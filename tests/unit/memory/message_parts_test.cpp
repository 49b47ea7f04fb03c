// SPDX-License-Identifier: Apache-2.0
#include "memory/message_parts.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using Parts = std::vector<std::string_view>;

TEST(MessageParts, SentencesAndWhatIsJoinedWithASubject) {
  EXPECT_EQ(message_parts("I moved to Porto. My wife works at Acme now"),
            (Parts{"I moved to Porto.", "My wife works at Acme now"}));
  EXPECT_EQ(message_parts("I moved to Porto and my wife works at Acme, and Ben got a dog"),
            (Parts{"I moved to Porto", "my wife works at Acme", "Ben got a dog"}));
  EXPECT_EQ(message_parts("she quit; her new number is 12"),
            (Parts{"she quit", "her new number is 12"}));
}

TEST(MessageParts, OneThingStaysWhole) {
  EXPECT_EQ(message_parts("I like salt and vinegar crisps").size(), 1U);
  EXPECT_EQ(message_parts("my kids are Bo and Ida").size(), 2U);  // Each is looked at by itself.
  EXPECT_EQ(message_parts("hello").size(), 1U);
  EXPECT_TRUE(message_parts("").empty());
  EXPECT_EQ(message_parts(" and I ").size(), 1U);
}

}  // namespace
}  // namespace tiles::memory
