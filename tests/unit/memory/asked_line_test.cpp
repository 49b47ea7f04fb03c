// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_line.h"

#include <gtest/gtest.h>

#include <string>

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

std::string asked(std::string_view message) {
  const auto found = lines_asked_for(message, {"user.md", kUser, {}}, title);
  return found ? found->reply : "-";
}

std::string asked_of_tom(std::string_view message, const std::string& text) {
  const auto found = lines_asked_for(message, {"entities/tom.md", text, {"tom", "hale"}}, title);
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

TEST(AskedLine, OneKeySeveralTimesGivesAllItsValues) {
  const auto found = lines_asked_for("What is my pet called?", {"user.md", kUser, {}}, title);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->reply, "Rex, Mia");
  ASSERT_EQ(found->lines.size(), 2U);
  EXPECT_EQ(found->lines[1].text, "- pet: Mia");
  EXPECT_EQ(found->lines[1].path, "user.md");
}

TEST(AskedLine, AnotherWordThatTellsSomethingMayMeanAnotherThing) {
  EXPECT_EQ(asked("What is my phone?"), "-");
  EXPECT_EQ(asked("What is my gate code?"), "-");
  EXPECT_EQ(asked("What is my old student number?"), "-");
  EXPECT_EQ(asked("What is my student number at the library?"), "-");
  EXPECT_EQ(asked("What is my code and my birthday?"), "-");
}

TEST(AskedLine, OtherQuestionsAreNotAnsweredWithAValue) {
  EXPECT_EQ(asked("How old is my pet?"), "-");
  EXPECT_EQ(asked("Is my birthday today?"), "-");
  EXPECT_EQ(asked("Do I have a pet?"), "-");
  EXPECT_EQ(asked("When is my dentist?"), "-");
  EXPECT_EQ(asked("I love long walks"), "-");
  EXPECT_EQ(asked(""), "-");
}

TEST(AskedLine, WhatIsSomebodyElsesIsNotTheUsers) {
  EXPECT_EQ(asked("What is his student number?"), "-");
  EXPECT_EQ(asked("What is the student number?"), "-");
  EXPECT_EQ(asked("What is Zed's student number?"), "-");
}

TEST(AskedLine, ANoteThatIsNamedIsAskedByItsName) {
  const std::string note = "# Tom Hale\n- phone: 99\n- job: nurse\n";
  EXPECT_EQ(asked_of_tom("What is Tom's phone?", note), "99");
  EXPECT_EQ(asked_of_tom("phone of Tom Hale pls", note), "99");
  EXPECT_EQ(asked_of_tom("What is Tom's sister's phone?", note), "-");
  EXPECT_EQ(asked_of_tom("What is the phone?", note), "-");
}

TEST(AskedLine, TwoKeysThatFitAlikeAreNone) {
  const std::string note = "# Tom Hale\n- phone: 99\n- Phone : 98\n- email: a@b.c\n- mail: x\n";
  EXPECT_EQ(asked_of_tom("Tom's phone?", note), "99, 98");
  const std::string two = "# Tom Hale\n- job title: nurse\n- job: night shift, title pending\n";
  EXPECT_EQ(asked_of_tom("What is Tom's job title?", two), "nurse");
}

}  // namespace
}  // namespace tiles::memory
