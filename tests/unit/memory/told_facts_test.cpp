// SPDX-License-Identifier: Apache-2.0
#include "memory/told_facts.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

std::string no_title(std::string_view, std::string_view) { return ""; }

// The user's own note after the message; "-" when it is left to the model.
std::string told(std::string_view message, const std::string& text) {
  const auto texts = texts_after_telling(message, {"user.md", text, {}}, nullptr, no_title);
  return texts ? texts->user : "-";
}

std::string told_of_tom(std::string_view message, const std::string& text) {
  const ToldNote tom{"entities/tom.md", text, {{"tom"}}};
  const auto texts = texts_after_telling(message, {"user.md", "# User\n", {}}, &tom, no_title);
  return texts ? texts->named : "-";
}

TEST(ToldFacts, NewKeysGoToTheEndInTheWordsOfTheNote) {
  EXPECT_EQ(told("My gate code is 4711.", ""), "# User\n- gate code: 4711\n");
  EXPECT_EQ(told("My phone number is 555 12.", "# User\n- city: Oslo\n\n"),
            "# User\n- city: Oslo\n- phone: 555 12\n");
  EXPECT_EQ(told("My gate code is 4711.", "# User\n- Home_town: Oslo\n"),
            "# User\n- Home_town: Oslo\n- Gate_code: 4711\n");
  EXPECT_EQ(told_of_tom("Tom's gate code is 4711", "# Tom\n"), "# Tom\n- gate code: 4711\n");
  EXPECT_EQ(told("My locker code is 4410", "# User\n"), "# User\n- locker code: 4410\n");
}

TEST(ToldFacts, AValueTakesThePlaceOfOneOfItsKind) {
  const std::string text = "# User\n- gate code: 1234\n| car | Volvo |\n**City**: Oslo\n";
  EXPECT_EQ(told("my gate code is now 4711", text),
            "# User\n- gate code: 4711\n| car | Volvo |\n**City**: Oslo\n");
  EXPECT_EQ(told("My car is a Fiat", text),
            "# User\n- gate code: 1234\n| car | Fiat |\n**City**: Oslo\n");
  EXPECT_EQ(told("I moved to Porto", text),
            "# User\n- gate code: 1234\n| car | Volvo |\n**City**: Porto\n");
  EXPECT_EQ(told("my home town is Porto", text),
            "# User\n- gate code: 1234\n| car | Volvo |\n**City**: Porto\n");
}

TEST(ToldFacts, WhatIsKnownStays) {
  const std::string text = "# User\n- gate code: 4711\n";
  EXPECT_EQ(told("my gate code is 4711", text), text);
}

TEST(ToldFacts, ALineGoes) {
  EXPECT_EQ(told("forget my gate code", "# User\n- gate code: 4711\n- city: Oslo\n"),
            "# User\n- city: Oslo\n");
  EXPECT_EQ(told("forget my gate code", "# User\n- city: Oslo\n"), "-");
  EXPECT_EQ(told("forget my city", "# User\nCity\n: Oslo\n"), "-");  // Its term would stay.
}

TEST(ToldFacts, WhatIsNotExactIsLeftToTheModel) {
  const std::string text =
      "# User\n- car: Volvo\n- work phone: 12\n- pet: Rex\n- pet: Mia\n"
      "- doctor: [[entities/ana.md]]\n- gate code: 1234\n";
  for (const char* message : {"my car is broken",                       // A state.
                              "my car is 5 years old",                  // Another kind of value.
                              "my gate code is delayed by 2 hours",     // A state with a number.
                              "my car is at the Volvo garage",          // Where it is.
                              "my phone is 555",                        // The work phone?
                              "my pet is Bo",                           // Two of them.
                              "my doctor is Tom Hale",                  // A link.
                              "change my gate code from 9999 to 4711",  // Another old value.
                              "my gate code: 1234, 4711",               // Both.
                              "my day is great",                        // No key.
                              "my car is a Fiat. It was cheap."}) {     // More than a statement.
    EXPECT_EQ(told(message, text), "-") << message;
  }
  EXPECT_EQ(told("my gate code is 4711", "# User\nThe gate code is 1234.\n"), "-");
  EXPECT_EQ(told("my gate code is 4711", "- gate code: 1\n- gate code: 1\n"), "-");
}

TEST(ToldFacts, AllOrNothing) {
  EXPECT_EQ(told("My gate code is 4711. My car is broken.", "# User\n- car: Volvo\n"), "-");
  EXPECT_EQ(told("My gate code is 4711. I live in Lisbon.", "# User\n"),
            "# User\n- gate code: 4711\n- city: Lisbon\n");
}

TEST(ToldFacts, SomebodyNewBesideAStatement) {
  const ToldNote user{"user.md", "", {}};
  for (const char* message : {"My wife is called Joana and I live in Lisbon",
                              "My wife is called Joana. I live in Lisbon.",
                              "I live in Lisbon, and my wife is called Joana!"}) {
    const auto note = note_after_introduction(message, user, no_title);
    ASSERT_TRUE(note) << message;
    EXPECT_EQ(note->text, "# Joana\n");
    EXPECT_EQ(note->user, "# User\n- wife: [[entities/joana.md]]\n- city: Lisbon\n");
  }
  EXPECT_FALSE(note_after_introduction("My wife is called Joana. She is nice.", user, no_title));
}

TEST(ToldFacts, SomebodyNewGetsANoteAndALink) {
  const auto note = note_after_introduction("My brother Tom Hale lives in Berlin.",
                                            {"user.md", "# User\n- city: Oslo\n", {}}, no_title);
  ASSERT_TRUE(note);
  EXPECT_EQ(note->path, "entities/tom_hale.md");
  EXPECT_EQ(note->text, "# Tom Hale\n- city: Berlin\n");
  EXPECT_EQ(note->user, "# User\n- city: Oslo\n- brother: [[entities/tom_hale.md]]\n");
  EXPECT_FALSE(note_after_introduction("My wife is called Joana.",
                                       {"user.md", "- wife: [[entities/ana.md]]\n", {}}, no_title));
  EXPECT_TRUE(note_after_introduction(
      "My friend is called Joana.", {"user.md", "- friend: [[entities/ana.md]]\n", {}}, no_title));
}

}  // namespace
}  // namespace tiles::memory
