// SPDX-License-Identifier: Apache-2.0
#include "memory/found_dates.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

std::vector<std::string> found(std::string_view text) {
  std::vector<std::string> all;
  for (const FoundDate& date : dates_in(text)) {
    all.emplace_back(text.substr(date.begin, date.end - date.begin));
  }
  return all;
}

using Found = std::vector<std::string>;

TEST(FoundDates, DatesStandAmongOtherWords) {
  EXPECT_EQ(found("flight 2026-12-22 EI136, lands 05:10"), (Found{"2026-12-22"}));
  EXPECT_EQ(found("Birthday 17 December 1979."), (Found{"17 December 1979"}));
  EXPECT_EQ(found("from 2027-02-13 to 2027-02-17 (booked)"), (Found{"2027-02-13", "2027-02-17"}));
  EXPECT_EQ(found("due Tuesday, 3rd of March 2026, at noon"),
            (Found{"Tuesday, 3rd of March 2026"}));
  EXPECT_EQ(found("on 5 May"), (Found{"5 May"}));
}

TEST(FoundDates, MonthsAndYearsAreLessExact) {
  const auto month = dates_in("last shot: May 2021");
  ASSERT_EQ(month.size(), 1U);
  EXPECT_EQ(month[0].exact, FoundDate::Exact::Month);
  const auto year = dates_in("in Boston since 2011, happily");
  ASSERT_EQ(year.size(), 1U);
  EXPECT_EQ(year[0].exact, FoundDate::Exact::Year);
  EXPECT_EQ(found("2019"), (Found{"2019"}));
}

TEST(FoundDates, OtherNumbersAreNone) {
  EXPECT_TRUE(dates_in("room 2019, code 7731, +351 912 555 013").empty());
  EXPECT_TRUE(dates_in("03/04/2026 could be two").empty());
  EXPECT_TRUE(dates_in("").empty());
  EXPECT_TRUE(dates_in("may I come in march?").empty());
}

TEST(FoundDates, TextBeyondTheBoundIsNotLookedAt) {
  const std::string date = " 2026-12-22";
  EXPECT_EQ(dates_in(std::string(4096 - date.size(), 'x') + date).size(), 1U);
  EXPECT_TRUE(dates_in(std::string(4097 - date.size(), 'x') + date).empty());
}

TEST(FoundDates, ATextWithoutThemKeepsItsLength) {
  EXPECT_EQ(without_dates("due 3 March 2027 12 EUR"), "due              12 EUR");
}

}  // namespace
}  // namespace tiles::memory
