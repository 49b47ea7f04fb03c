// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_verdict.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::memory {
namespace {

constexpr const char* kUser =
    "# User\n"
    "- car: Volvo\n"
    "- gate code: 4711\n"
    "- email: bea@post.org\n"
    "- birthday: 12 March 1987\n"
    "- dog: Rex\n"
    "- city: San Jose\n"
    "- pet: Tom\n"
    "- pet: Mia\n";

std::string verdict(std::string_view message) {
  const AskedNote note{"user.md", kUser, {}, {}};
  const auto found = verdict_asked_for(
      message, question_about(note, {message, {}}), note,
      [](std::string_view /*target*/, std::string_view /*from*/) { return std::string(); });
  return found ? found->reply + " <" + found->lines.front().text + ">" : "-";
}

TEST(AskedVerdict, KeyAndValueInTheQuestionIsYes) {
  EXPECT_EQ(verdict("Is my car a Volvo?"), "Yes, Volvo <- car: Volvo>");
  EXPECT_EQ(verdict("Is Volvo what we have as my car?"), "Yes, Volvo <- car: Volvo>");
  EXPECT_EQ(verdict("is my city still san josé or not"), "Yes, San Jose <- city: San Jose>");
  EXPECT_EQ(verdict("my gate code is 4711, right?"), "Yes, 4711 <- gate code: 4711>");
  EXPECT_EQ(verdict("Is Mia my pet?"), "Yes, Mia <- pet: Mia>");
}

TEST(AskedVerdict, AnotherCodeAddressOrDateIsNo) {
  EXPECT_EQ(verdict("Is my gate code 1234?"), "No, 4711 <- gate code: 4711>");
  EXPECT_EQ(verdict("Is cole@post.org my email?"), "No, bea@post.org <- email: bea@post.org>");
  EXPECT_EQ(verdict("Is my birthday 13 March 1987?"),
            "No, 12 March 1987 <- birthday: 12 March 1987>");
}

TEST(AskedVerdict, AnotherWordIsNoOnlyWhereItStandsAsAValue) {
  EXPECT_EQ(verdict("Is Fiat what we have as my car?"), "-");
  EXPECT_EQ(verdict("Do we have Fiat as my car?"), "No, Volvo <- car: Volvo>");
  EXPECT_EQ(verdict("Is my dog called Max?"), "No, Rex <- dog: Rex>");
  EXPECT_EQ(verdict("Is my dog a Labrador?"), "-");
  EXPECT_EQ(verdict("Is my car insured?"), "-");
  EXPECT_EQ(verdict("Is my car in Oslo?"), "-");
}

TEST(AskedVerdict, WhatIsNotExactlyThatIsNotJudged) {
  EXPECT_EQ(verdict("Is my birthday in March?"), "-");
  EXPECT_EQ(verdict("Is my birthday 12 March?"), "-");
  EXPECT_EQ(verdict("Is my gate code not 1234?"), "-");
  EXPECT_EQ(verdict("Is my gate code 47 or 11?"), "-");
  EXPECT_EQ(verdict("Is my gate code at 5?"), "-");
  EXPECT_EQ(verdict("Is my gate code 04711?"), "-");
  EXPECT_EQ(verdict("Is my car faster than a Volvo?"), "-");
  EXPECT_EQ(verdict("Is zed's car a Volvo?"), "-");
  EXPECT_EQ(verdict("Is his car a Volvo?"), "-");
  EXPECT_EQ(verdict("Is my pet called Max?"), "-");  // One of two is refuted by neither.
  EXPECT_EQ(verdict("My car is a Volvo."), "-");
  EXPECT_EQ(verdict("Who has a Volvo as car?"), "-");
  EXPECT_EQ(verdict(""), "-");
}

}  // namespace
}  // namespace tiles::memory
