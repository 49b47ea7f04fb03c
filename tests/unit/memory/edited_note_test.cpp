// SPDX-License-Identifier: Apache-2.0
#include "memory/edited_note.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using Action = FoundEdit::Action;

std::string no_title(std::string_view, std::string_view) { return ""; }

// A message whose reader found `value` in it.
struct Told {
  std::string message;
  std::string value;
  std::string key = {};
  double key_probability = 1;
};

// The text after the edit of the line `at`, of none for a new one; "-" when it cannot be made.
std::string edited(const Told& told, const std::string& text, Action action = Action::Add,
                   std::size_t at = 0) {
  const OwnNote own{{"user.md", text, {}},
                    noted_lines_of({"user.md", text, {}, {}}, "my", no_title)};
  FoundEdit edit;
  edit.action = action;
  edit.key = told.key;
  edit.key_probability = told.key_probability;
  const std::string_view message = told.message;
  edit.value = message.substr(message.find(told.value), told.value.size());
  const NotedLine* line = action == Action::Add ? nullptr : &own.lines.at(at);
  return text_after_edit(message, edit, own, line).value_or("-");
}

TEST(EditedNote, ANewLineHasTheKeyAsItWasSaid) {
  EXPECT_EQ(edited({"I eat no meat, I'm vegetarian", "vegetarian", "diet"}, ""),
            "# User\n- diet: vegetarian\n");
  EXPECT_EQ(edited({"my wristwatch is a Seiko.", "Seiko.", "watch"}, "# User\n- City: Oslo\n"),
            "# User\n- City: Oslo\n- Wristwatch: Seiko\n");
}

TEST(EditedNote, AKeyThatTheMessageNamesNeedsLessToBeSure) {
  EXPECT_EQ(edited({"I take size 44", "44", "shoe size", 0.5}, "# User\n"),
            "# User\n- I take size 44\n");
  EXPECT_EQ(edited({"I take shoe size 44", "44", "shoe size", 0.5}, "# User\n"),
            "# User\n- shoe size: 44\n");
  EXPECT_EQ(edited({"I take shoe size 44", "44", "shoe size", 0.2}, "# User\n"),
            "# User\n- I take shoe size 44\n");
}

TEST(EditedNote, WithoutAKeyTheSentenceIsKept) {
  const Told told{"Good morning. The plumber comes on Friday! See you", "Friday", "date", 0.4};
  EXPECT_EQ(edited(told, "# User\n"), "# User\n- The plumber comes on Friday\n");
  EXPECT_EQ(edited({"is it *on* Friday", "Friday", ""}, "# User\n"), "-");
}

TEST(EditedNote, AKeyThatStandsThereIsNotWrittenAgain) {
  const std::string text = "# User\n- diet: vegan\n- language: Danish\n";
  EXPECT_EQ(edited({"I'm vegan", "vegan", "diet"}, text), text);
  EXPECT_EQ(edited({"I'm vegetarian", "vegetarian", "diet"}, text), text + "- I'm vegetarian\n");
  EXPECT_EQ(edited({"I speak Dutch", "Dutch", "language"}, text), text + "- language: Dutch\n");
}

TEST(EditedNote, AValueTakesThePlaceOfTheLines) {
  const std::string text = "# User\n| car | Volvo |\n- wife: [[entities/ana.md]]\n- twin\n- twin\n";
  EXPECT_EQ(edited({"got a Fiat now", "Fiat"}, text, Action::Replace, 0),
            "# User\n| car | Fiat |\n- wife: [[entities/ana.md]]\n- twin\n- twin\n");
  EXPECT_EQ(edited({"it's Eva now", "Eva"}, text, Action::Replace, 1), "-");
  EXPECT_EQ(edited({"a brother", "brother"}, text, Action::Replace, 2), "-");
  EXPECT_EQ(edited({"yes, the Volvo", "Volvo"}, text, Action::Replace, 0), text);
}

TEST(EditedNote, AValueTakesThePlaceOfOneOfItsKindAlone) {
  const std::string text = "# User\n- flat: 12 B\n";
  EXPECT_EQ(edited({"we live in 14 C now", "14 C"}, text, Action::Replace, 0),
            "# User\n- flat: 14 C\n");
  EXPECT_EQ(edited({"the flat is lovely", "lovely"}, text, Action::Replace, 0), "-");
}

TEST(EditedNote, ALineWithoutAKeyBecomesTheSentence) {
  EXPECT_EQ(edited({"I play tennis on Mondays now.", "Mondays"}, "# User\n* tennis on Fridays\n",
                   Action::Replace, 0),
            "# User\n* I play tennis on Mondays now\n");
}

TEST(EditedNote, ALineGoesWhole) {
  const std::string text = "# User\n- car: Volvo\n- pet\n    - cat\n";
  EXPECT_EQ(edited({"no car", ""}, text, Action::Drop, 0), "# User\n- pet\n    - cat\n");
  EXPECT_EQ(edited({"no pet", ""}, text, Action::Drop, 2), "-");
}

TEST(EditedNote, WhatIsNoValueIsNotWritten) {
  EXPECT_EQ(edited({"a\nb", "a\nb", "city"}, "# User\n"), "-");
  EXPECT_EQ(edited({"...", "...", "city"}, "# User\n"), "-");
}

TEST(EditedNote, OfProseAndRowsANumberAloneIsReplaced) {
  const Told rent{"rent went up to 910", "910"};
  EXPECT_EQ(edited(rent, "# User\nrent 870, due on the 8th\n", Action::Replace),
            "# User\nrent 910, due on the 8th\n");
  EXPECT_EQ(
      edited({"electric is 112 a month now", "112"},
             "| what | who | EUR |\n|---|---|---|\n| electric | Octopus | 95 |\n", Action::Replace),
      "| what | who | EUR |\n|---|---|---|\n| electric | Octopus | 112 |\n");
  EXPECT_EQ(
      edited({"it went up to 910", "910"}, "# User\nrent 870, due on the 8th\n", Action::Replace),
      "-");
}

TEST(EditedNote, ASentenceWithANumberThatNobodySpeaksOfStays) {
  EXPECT_EQ(
      edited({"moved to Porto", "Porto"}, "# User\nlives in Oslo since 2019\n", Action::Replace),
      "-");
}

TEST(EditedNote, TheSameDayInOtherWordsIsKnown) {
  const std::string text = "# User\n- booster: 2026-03-27, yearly\n";
  EXPECT_EQ(edited({"the booster was the 27th of March", "27th of March"}, text, Action::Replace),
            text);
}

TEST(EditedNote, AnotherTimeOfTheSameDayIsNew) {
  EXPECT_EQ(edited({"the dentist is on 27 March at 10:30", "27 March at 10:30"},
                   "# User\n- dentist: 27 March at 9:00\n", Action::Replace),
            "# User\n- dentist: 27 March at 10:30\n");
  EXPECT_EQ(edited({"I was born on 27 March 1987", "27 March 1987"}, "# User\n- born: 27 March\n",
                   Action::Replace),
            "# User\n- born: 27 March 1987\n");
}

TEST(EditedNote, ANumberOfALinkStays) {
  EXPECT_EQ(
      edited({"I sit in 14 now", "14"}, "# User\nsits in [[rooms/room_12.md]]\n", Action::Replace),
      "-");
}

}  // namespace
}  // namespace tiles::memory
