// SPDX-License-Identifier: Apache-2.0
#include "memory/reckoned_date.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::memory {
namespace {

using std::chrono_literals::operator""y;

std::string reckoned(std::string_view message, const AskedNote& note) {
  const auto found = reckoned_date(
      question_about(note, {message, {}}), note,
      [](std::string_view /*target*/, std::string_view /*from*/) { return std::string(); },
      2026y / 11 / 23);
  return found ? found->reply : "-";
}

std::string of_ana(std::string_view message, const std::string& lines) {
  return reckoned(message, {"entities/ana.md", "# Ana\n" + lines, {"ana"}, {}});
}

std::string of_user(std::string_view message) {
  return reckoned(message, {"user.md",
                            "# User\n- birthday: 12 March 1987\n- anniversary: 5 December\n"
                            "- deadline: 2026-11-30\n- exam: 03/04/2027\n- checkup: 2026-01-07\n",
                            {},
                            {}});
}

constexpr const char* kBirthday = "- birthday: 12 March 1987\n";

TEST(ReckonedDate, AgeIsCountedFromTheYearOfBirth) {
  EXPECT_EQ(of_ana("How old is Ana?", kBirthday), "39 (12 March 1987)");
  EXPECT_EQ(of_ana("Ana is how old by now", kBirthday), "39 (12 March 1987)");
  EXPECT_EQ(of_ana("how old does that make Ana", "- born: 1987-12-01\n"), "38 (1987-12-01)");
  EXPECT_EQ(of_user("How old am I?"), "39 (12 March 1987)");
  EXPECT_EQ(of_ana("How old is Ana?", "- age: 40\n"), "40");
}

TEST(ReckonedDate, AgeIsOfNobodyAndNothingElse) {
  EXPECT_EQ(of_ana("How old is Ana's house?", kBirthday), "-");
  EXPECT_EQ(of_ana("How old is the car that Ana drives?", kBirthday), "-");
  EXPECT_EQ(of_ana("How old is the brother of Ana?", kBirthday), "-");
  EXPECT_EQ(of_ana("How old was Ana then?", kBirthday), "-");
  EXPECT_EQ(of_ana("How old will Ana be?", kBirthday), "-");
  EXPECT_EQ(of_ana("How old was Ana in 2010?", kBirthday), "-");
  EXPECT_EQ(of_ana("How old is Ana?", "- birthday: 12 March\n"), "-");
  EXPECT_EQ(of_ana("How old is Ana?", "- birthday: 12 March 2027\n"), "-");
  EXPECT_EQ(of_ana("How old is Ana?", "- birthday: 12 March 1987\n- age: 40\n"), "-");
  EXPECT_EQ(of_ana("How old is Ana?", "- founded: 12 March 1987\n"), "-");
  EXPECT_EQ(of_user("how old is zed"), "-");
  EXPECT_EQ(of_user("How old is my dog?"), "-");
  EXPECT_EQ(of_user("How old is she?"), "-");
}

TEST(ReckonedDate, DaysToTheNextTimeOrTheOnlyOne) {
  EXPECT_EQ(of_user("How many days until my anniversary?"), "12 days (5 December)");
  EXPECT_EQ(of_user("How many days until my birthday?"), "109 days (12 March 1987)");
  EXPECT_EQ(of_user("How long until the deadline?"), "7 days (2026-11-30)");
  EXPECT_EQ(of_ana("days to Ana's birthday", "- birthday: 24 November\n"), "1 day (24 November)");
  EXPECT_EQ(of_ana("days to Ana's birthday", "- birthday: 23 November\n"), "0 days (23 November)");
}

TEST(ReckonedDate, WeekdayOfADayThatComesOnce) {
  EXPECT_EQ(of_user("What weekday is the deadline?"), "Monday (2026-11-30)");
  EXPECT_EQ(of_user("what day of the week is my deadline"), "Monday (2026-11-30)");
  EXPECT_EQ(of_user("What weekday is my birthday?"), "-");
  EXPECT_EQ(of_user("What weekday is my anniversary?"), "-");
}

TEST(ReckonedDate, NothingFromADateThatIsPastOrCouldBeTwo) {
  EXPECT_EQ(of_user("How many days until my exam?"), "-");
  EXPECT_EQ(of_user("How many days until my checkup?"), "-");
  EXPECT_EQ(of_user("What weekday is my exam?"), "-");
}

TEST(ReckonedDate, OtherCountsAreNotThese) {
  EXPECT_EQ(of_user("How many days since my birthday?"), "-");
  EXPECT_EQ(of_user("How many weeks until the deadline?"), "-");
  EXPECT_EQ(of_user("How many days before the deadline do I have to file?"), "-");
  EXPECT_EQ(of_user("How many days until my trainer's birthday?"), "-");
  EXPECT_EQ(of_user("When is my birthday?"), "-");
  EXPECT_EQ(of_ana("how many days until Ana arrives", kBirthday), "-");
  EXPECT_EQ(of_user(""), "-");
}

}  // namespace
}  // namespace tiles::memory
