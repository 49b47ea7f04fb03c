// SPDX-License-Identifier: Apache-2.0
#include "chat/prompt.h"

#include <gtest/gtest.h>

namespace tiles::chat {
namespace {

TEST(Prompt, AMessageWithoutFactsStaysAsItIs) {
  EXPECT_EQ(message_with_facts("What is [[this]]?", {}), "What is [[this]]?");
}

TEST(Prompt, FactsStandBeforeTheQuestionWithTheirOwner) {
  const std::string text = message_with_facts("Where does Ana live?",
                                              {{"entities/ana_costa.md", 2, "- home_city: Porto"},
                                               {"user.md", 3, "- sister: [[entities/ana.md]]"}});
  EXPECT_LT(text.find("Ana Costa's home city is Porto."), text.find("Where does Ana live?"));
  EXPECT_NE(text.find("Your sister is Ana."), std::string::npos);
}

TEST(Prompt, ValuesKeepTheirUnderscores) {
  const std::string text =
      message_with_facts("My login?", {{"user.md", 2, "- login_name: j_doe_9"}});
  EXPECT_NE(text.find("Your login name is j_doe_9."), std::string::npos);
}

TEST(Prompt, ALineThatIsNoFactStaysASentence) {
  const std::string text = message_with_facts("x", {{"entities/ana.md", 1, "# Ana Costa"}});
  EXPECT_NE(text.find("\nAna Costa.\n"), std::string::npos);
}

TEST(Prompt, AnOpenLinkIsLeftAlone) {
  const std::string text = message_with_facts("x", {{"user.md", 2, "- a: [[b"}});
  EXPECT_NE(text.find("a is [[b"), std::string::npos);
}

TEST(Prompt, AnAliasIsWhatALinkShows) {
  const std::string text = message_with_facts("x", {{"user.md", 2, "- a: [[b.md|Bea]]!"}});
  EXPECT_NE(text.find("a is Bea!"), std::string::npos);
}

}  // namespace
}  // namespace tiles::chat
