// SPDX-License-Identifier: Apache-2.0
#include "memory/noted_date.h"

#include <gtest/gtest.h>

#include <string>

#include "base/format.h"

namespace tiles::memory {
namespace {

using std::chrono_literals::operator""y;

std::string read(std::string_view text) {
  const auto date = read_noted_date(text);
  if (!date) return "-";
  const int year = date->year ? static_cast<int>(*date->year) : 0;
  return format("{}-{}-{}", year, static_cast<unsigned>(date->day.month()),
                static_cast<unsigned>(date->day.day()));
}

TEST(NotedDate, FiguresAreReadWhereOneDayIsMeant) {
  EXPECT_EQ(read("2026-11-30"), "2026-11-30");
  EXPECT_EQ(read("2026/11/30"), "2026-11-30");
  EXPECT_EQ(read("03.04.2026"), "2026-4-3");
  EXPECT_EQ(read("30/11/2026"), "2026-11-30");
  EXPECT_EQ(read("11/30/2026"), "2026-11-30");
  EXPECT_EQ(read("04/04/2026"), "2026-4-4");
  EXPECT_EQ(read("03/04/2026"), "-");
  EXPECT_EQ(read("03-04-2026"), "-");
  EXPECT_EQ(read("03/04/26"), "-");
  EXPECT_EQ(read("11/2026"), "-");
}

TEST(NotedDate, MonthsByTheirNames) {
  EXPECT_EQ(read("12 March 1987"), "1987-3-12");
  EXPECT_EQ(read("March 12, 1987"), "1987-3-12");
  EXPECT_EQ(read("5 December"), "0-12-5");
  EXPECT_EQ(read("Dec 5"), "0-12-5");
  EXPECT_EQ(read("Monday, the 30th of November 2026"), "2026-11-30");
  EXPECT_EQ(read("3. März 1990"), "1990-3-3");
  EXPECT_EQ(read("3 de mayo de 1990"), "1990-5-3");
}

TEST(NotedDate, WhatSaysMoreOrNoDayIsNoDate) {
  for (const std::string_view text :
       {"", "Monday", "March", "March 1987", "5", "12 March 1987 at 10:00", "12 March (party)",
        "12 March 87", "9 to 27 December", "30 February", "2026-02-29", "31.04.2026", "0 May",
        "12 Marchi 1987", "555 0681", "2026-13-01", "2026-257-03", "2026-03-259",
        "2026-4294967299-03"}) {
    EXPECT_EQ(read(text), "-") << text;
  }
  EXPECT_EQ(read("29 February"), "0-2-29");
}

TEST(NotedDate, TheNextTimeIsTodayOrLater) {
  const auto date = read_noted_date("5 December").value();
  EXPECT_EQ(next_time(date, 2026y / 12 / 4), std::chrono::sys_days(2026y / 12 / 5));
  EXPECT_EQ(next_time(date, 2026y / 12 / 5), std::chrono::sys_days(2026y / 12 / 5));
  EXPECT_EQ(next_time(date, 2026y / 12 / 6), std::chrono::sys_days(2027y / 12 / 5));
  const auto leap = read_noted_date("29 February").value();
  EXPECT_EQ(next_time(leap, 2026y / 1 / 1), std::chrono::sys_days(2028y / 2 / 29));
}

TEST(NotedDate, AYearIsFullOnTheDay) {
  const auto date = read_noted_date("12 March 1987").value();
  EXPECT_EQ(years_since(date, 2026y / 3 / 11), 38);
  EXPECT_EQ(years_since(date, 2026y / 3 / 12), 39);
  EXPECT_EQ(years_since(date, 1987y / 3 / 11), std::nullopt);
  EXPECT_EQ(years_since(read_noted_date("12 March").value(), 2026y / 3 / 12), std::nullopt);
  EXPECT_EQ(weekday_name(2026y / 11 / 30), "Monday");
}

}  // namespace
}  // namespace tiles::memory
