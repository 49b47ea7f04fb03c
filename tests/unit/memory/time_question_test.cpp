// SPDX-License-Identifier: Apache-2.0
#include "memory/time_question.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using std::chrono_literals::operator""y;

constexpr std::chrono::sys_days kToday = 2026y / 11 / 30;

std::string told(std::string_view message, std::string_view line) {
  const auto question = time_question(message, kToday);
  return question ? told_in_time(*question, line).value_or("-") : "no question";
}

TEST(TimeQuestion, AgeOfSomebodyOnADay) {
  EXPECT_EQ(told("how old is Oisín", "2016-02-21"), "10 (2016-02-21)");
  EXPECT_EQ(told("How old will Nuala be next birthday?", "born 2019-08-30"), "8 (2019-08-30)");
  EXPECT_EQ(told("how old will she be in 2030", "born 2019-08-30"), "11 (2019-08-30)");
  EXPECT_EQ(told("how old was Ana in 2000", "12 March 1987"), "13 (12 March 1987)");
  EXPECT_EQ(told("how old is the cat", "born in 2019"), "about 7 (2019)");
  EXPECT_EQ(told("how old was Ana then", "12 March 1987"), "no question");
  EXPECT_EQ(told("how old is Ana", "12 March"), "-");
}

TEST(TimeQuestion, HowLongUntil) {
  EXPECT_EQ(told("how many days until we fly to Lisbon",
                 "We fly on 2027-02-13 and come back on 2027-02-17."),
            "75 days (2027-02-13)");
  EXPECT_EQ(told("how many weeks till the NCT", "NCT due 3 March 2027"),
            "13 weeks and 2 days (3 March 2027)");
  EXPECT_EQ(told("how long until Ana's birthday", "5 December"), "5 days (5 December)");
  EXPECT_EQ(told("how long until the trip", "in May 2027"), "-");
}

TEST(TimeQuestion, HowLongSince) {
  EXPECT_EQ(told("how long have I been married", "married 14 June 2014"),
            "12 years and 5 months (14 June 2014)");
  EXPECT_EQ(told("how many days ago was the boiler serviced", "serviced on 8 October 2026"),
            "53 days (8 October 2026)");
  EXPECT_EQ(told("how long has Donal lived there", "Lives in Boston since 2011"),
            "about 15 years (2011)");
  EXPECT_EQ(told("how long have I had it", "from 2027-01-01"), "-");
}

TEST(TimeQuestion, NightsBetweenTwoDates) {
  EXPECT_EQ(told("how many nights are we in Lisbon", "from 2027-02-13 to 2027-02-17"),
            "4 nights (2027-02-13 to 2027-02-17)");
  EXPECT_EQ(told("how many nights are we there", "on 2027-02-13"), "-");
}

TEST(TimeQuestion, Weekdays) {
  EXPECT_EQ(told("what weekday is Donal's birthday this year", "17 December 1979"),
            "Thursday (17 December 1979)");
  EXPECT_EQ(told("what day of the week was he born", "17 December 1979"),
            "Monday (17 December 1979)");
}

TEST(TimeQuestion, OthersAreNone) {
  EXPECT_FALSE(time_question("how many kids do I have", kToday));
  EXPECT_FALSE(time_question("when is my birthday", kToday));
  EXPECT_FALSE(time_question("what day do I have off", kToday));
  EXPECT_FALSE(time_question("how long is the warranty", kToday));
  EXPECT_FALSE(time_question("", kToday));
}

TEST(TimeQuestion, TheMessageMaySayWhichDayItIs) {
  const Dated dated = without_today("how old am I?\n\n(today is 2026-03-02)", kToday);
  EXPECT_EQ(dated.message, "how old am I?");
  EXPECT_EQ(dated.today, std::chrono::sys_days(2026y / 3 / 2));
  const Dated other = without_today("what is (today is good) here", kToday);
  EXPECT_EQ(other.message, "what is (today is good) here");
  EXPECT_EQ(other.today, kToday);
}

TEST(TimeQuestion, WhenSomethingIsDueNext) {
  const char* asked = "when is the next worming tablet due";
  EXPECT_EQ(told(asked, "every 3 months, last 2026-10-14"),
            "2027-01-14 (every 3 months, last 2026-10-14)");
  EXPECT_EQ(told(asked, "yearly, 2024-12-01"), "2026-12-01 (yearly, 2024-12-01)");
  EXPECT_EQ(told(asked, "every other week since 2026-11-20"),
            "2026-12-04 (every other week since 2026-11-20)");
  EXPECT_EQ(told(asked, "monthly, last 2026-08-31"), "2026-12-31 (monthly, last 2026-08-31)");
  EXPECT_EQ(told(asked, "2027-03-01, every year"), "2027-03-01 (2027-03-01, every year)");
  EXPECT_EQ(told(asked, "every day since 1999-01-01"), "2026-12-01 (every day since 1999-01-01)");
  EXPECT_EQ(told(asked, "every 999 years, 2026-10-14"), "3025-10-14 (every 999 years, 2026-10-14)");
  EXPECT_EQ(told(asked, "every 1000 years, 2026-10-14"), "-");
  EXPECT_EQ(told(asked, "every 0 weeks, 2026-10-14"), "-");
  EXPECT_EQ(told(asked, "last 2026-10-14"), "-");
  EXPECT_EQ(told(asked, "every 3 months"), "-");
  EXPECT_EQ(told(asked, "every 3 months, last in 2026"), "-");
  EXPECT_EQ(told("when is the next train", "every 3 days, 2026-11-29"), "no question");
}

}  // namespace
}  // namespace tiles::memory
