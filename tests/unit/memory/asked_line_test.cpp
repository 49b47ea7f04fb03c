// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_line.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tiles::memory {
namespace {

constexpr const char* kUser =
    "# User\n"
    "- student number: 260418\n"
    "- work phone: 4711\n"
    "- Code: 1234\n"
    "- burglar alarm: code 2046\n"
    "- birthday: 3 May 1990\n"
    "- pet: Rex\n"
    "- pet: Mia\n"
    "- dentist: [[entities/ana_ruiz.md]]\n"
    "| shoe size | 43 |\n"
    "Kundennummer: 88-1\n"
    "I love long walks.\n";

std::string title(std::string_view target, std::string_view /*from*/) {
  return target.starts_with("entities/ana_ruiz") ? "Ana Ruiz" : "";
}

std::string asked(std::string_view message, std::vector<NamedPath> unknown = {}) {
  const AskedNote note{"user.md", kUser, {}, {}};
  const auto found =
      lines_asked_for(question_about(note, {message, std::move(unknown)}), note, title);
  return found ? found->reply : "-";
}

std::string asked_of_tom(std::string_view message, const std::string& text) {
  const AskedNote note{"entities/tom.md", text, {"tom", "hale"}, {}};
  const auto found = lines_asked_for(question_about(note, {message, {}}), note, title);
  return found ? found->reply : "-";
}

TEST(AskedLine, TheKeyInTheMessageFindsTheValue) {
  EXPECT_EQ(asked("whats my student number again"), "260418");
  EXPECT_EQ(asked("What is my work phone?"), "4711");
  EXPECT_EQ(asked("Hi! Can you tell me my shoe size, please?"), "43");
  EXPECT_EQ(asked("Who is my dentist?"), "Ana Ruiz");
  EXPECT_EQ(asked("When is my birthday?"), "3 May 1990");
  EXPECT_EQ(asked("what is our burglar alarm code"), "code 2046");
  EXPECT_EQ(asked("Wie ist meine Kundennummer?"), "88-1");
}

TEST(AskedLine, WhenAsksForATime) {
  const std::string text =
      "# Tom Hale\n- car: grey Volvo\n- lesson: Tuesdays after lunch\n- exam: 3/4\n";
  EXPECT_EQ(asked_of_tom("when did Tom buy the car?", text), "-");
  EXPECT_EQ(asked_of_tom("which car is Tom's?", text), "grey Volvo");
  EXPECT_EQ(asked_of_tom("when is Tom's lesson?", text), "Tuesdays after lunch");
  EXPECT_EQ(asked_of_tom("when is Tom's exam?", text), "3/4");
}

TEST(AskedLine, OneKeySeveralTimesGivesAllItsValues) {
  const AskedNote note{"user.md", kUser, {}, {}};
  const auto found =
      lines_asked_for(question_about(note, {"What is my pet called?", {}}), note, title);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reply, "Rex, Mia");
  ASSERT_EQ(found->lines.size(), 2U);
  EXPECT_EQ(found->lines[1].text, "- pet: Mia");
  EXPECT_EQ(found->lines[1].path, "user.md");
}

TEST(AskedLine, AllWordsOfTheKeyAreNeeded) {
  EXPECT_EQ(asked("What is my phone?"), "-");
  EXPECT_EQ(asked("the number of my student card, for the form"), "260418");
}

TEST(AskedLine, WhatFollowsAPossessiveIsWhatIsMeant) {
  EXPECT_EQ(asked("What is my gate code?"), "-");
  EXPECT_EQ(asked("What is my trainer's code?"), "-");
  EXPECT_EQ(asked("What is my old code?"), "-");
}

TEST(AskedLine, OtherQuestionsAreNotAnsweredWithAValue) {
  EXPECT_EQ(asked("How old is my pet?"), "-");
  EXPECT_EQ(asked("Is my birthday today?"), "-");
  EXPECT_EQ(asked("Why is my code that?"), "-");
  EXPECT_EQ(asked("I love long walks"), "-");
  EXPECT_EQ(asked(""), "-");
}

TEST(AskedLine, WhatIsSomebodyElsesIsNotTheUsers) {
  EXPECT_EQ(asked("What is his student number?"), "-");
  EXPECT_EQ(asked("Who has the student number 260418?"), "-");
  EXPECT_EQ(asked("whose code is 1234"), "-");
  EXPECT_EQ(asked("What is Zed's student number?", {{"entities/zed.md", "Zed"}}), "-");
  EXPECT_EQ(asked("What is my Code?", {{"entities/code.md", "Code"}}), "1234");
}

TEST(AskedLine, WhatStandsBesideTheKeyMayMakeItAnother) {
  const std::string note = "# Tom Hale\n- locker: F2\n- phone: 99\n";
  EXPECT_EQ(asked_of_tom("What is Tom's locker?", note), "F2");
  EXPECT_EQ(asked_of_tom("What is Tom's gym locker?", note), "-");
  EXPECT_EQ(asked_of_tom("What is the gym locker of Tom?", note), "-");
  EXPECT_EQ(asked_of_tom("the phone of the cousin of Tom", note), "-");
  EXPECT_EQ(asked_of_tom("What is my phone, Tom?", note), "99");
  EXPECT_EQ(asked_of_tom("Did I give Tom my work phone, what is it?", note), "-");
  EXPECT_EQ(asked("what is zed's student number"), "-");
}

TEST(AskedLine, WhoHasAValueIsNoQuestionForTheUsersOwn) {
  EXPECT_EQ(asked("search for 43 as shoe size"), "-");
  EXPECT_EQ(asked("What did I put down as my shoe size?"), "43");
  EXPECT_EQ(asked("wer hatte shoe size 43"), "-");
}

TEST(AskedLine, ALinkIsAskedForByNameAndItsNoteByNothingHere) {
  EXPECT_EQ(asked("my dentist's birthday, please"), "-");
  EXPECT_EQ(asked("Show me my dentist"), "-");
  const std::string note = "# Tom Hale\n- boss: [[entities/ana_ruiz.md]]\n- wife: [[x]]\n";
  EXPECT_EQ(asked_of_tom("Who is Tom's boss?", note), "Ana Ruiz");
  EXPECT_EQ(asked_of_tom("Who is Tom's wife's boss?", note), "-");
}

TEST(AskedLine, ANoteThatIsNamedIsAskedByItsKeys) {
  const std::string note = "# Tom Hale\n- phone: 99\n- job: nurse\n";
  EXPECT_EQ(asked_of_tom("What is Tom's phone?", note), "99");
  EXPECT_EQ(asked_of_tom("phone of Tom Hale pls", note), "99");
  EXPECT_EQ(asked_of_tom("What does Tom weigh?", note), "-");
}

TEST(AskedLine, TheKeyWithTheMostWordsIsMeantAndTwoThatFitAlikeAreNone) {
  const std::string note = "# Tom Hale\n- phone: 99\n- Phone : 98\n- email: a@b.c\n- car: Fiat\n";
  EXPECT_EQ(asked_of_tom("Tom's phone?", note), "99, 98");
  EXPECT_EQ(asked_of_tom("Tom's car and email?", note), "-");
  const std::string two = "# Tom Hale\n- job title: nurse\n- job: night shift\n";
  EXPECT_EQ(asked_of_tom("What is Tom's job title?", two), "nurse");
}

TEST(AskedLine, EightValuesAreGivenAndNineAreNot) {
  std::string note = "# Tom Hale\n";
  for (int i = 1; i <= 8; ++i) note += "- pet: p" + std::to_string(i) + "\n";
  EXPECT_EQ(asked_of_tom("Tom's pet?", note), "p1, p2, p3, p4, p5, p6, p7, p8");
  EXPECT_EQ(asked_of_tom("Tom's pet?", note + "- pet: p9\n"), "-");
}

TEST(AskedLine, AValueOf400BytesIsGivenAndALongerOneIsNot) {
  const std::string most(400, 'x');
  EXPECT_EQ(asked_of_tom("Tom's code?", "# Tom Hale\n- code: " + most + "\n"), most);
  EXPECT_EQ(asked_of_tom("Tom's code?", "# Tom Hale\n- code: " + most + "x\n"), "-");
}

}  // namespace
}  // namespace tiles::memory
