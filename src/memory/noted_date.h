// SPDX-License-Identifier: Apache-2.0
// Dates as notes write them, read only where they can mean one day.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::memory {

struct NotedDate {
  std::chrono::month_day day;
  std::optional<std::chrono::year> year;  // A date without one comes every year.
};

// 1 to 12 of "march", "Mar", "märz"; 0 for no name of a month. `word`: folded.
unsigned month_named(const std::string& word);

// "2026-11-30", "30.11.2026", "30 November", "November 30, 2026", "30th of November", a weekday in
// front. Nothing for "03/04/2026", which is two days, and for a text that says more than a date.
std::optional<NotedDate> read_noted_date(std::string_view text);

// The day itself; nothing without a year.
std::optional<std::chrono::sys_days> day_of(const NotedDate& date);

// The first time that this day of the year comes, `today` included.
std::chrono::sys_days next_time(const NotedDate& date, std::chrono::sys_days today);

// Whole years from the date to `today`; nothing without a year, or when it has not come.
std::optional<int> years_since(const NotedDate& date, std::chrono::sys_days today);

// "Monday".
std::string_view weekday_name(std::chrono::sys_days day);

}  // namespace tiles::memory
