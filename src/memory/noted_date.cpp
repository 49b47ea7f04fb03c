// SPDX-License-Identifier: Apache-2.0
#include "memory/noted_date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// In the languages of the phrase bank, folded.
constexpr std::array<std::string_view, 12> kMonths = {
    "january jan januar janvier enero ene janeiro",
    "february feb februar fevrier fev febrero fevereiro",
    "march mar marz maerz mars marzo marco",
    "april apr avril avr abril abr",
    "may mai mayo maio",
    "june jun juni juin junio junho",
    "july jul juli juillet juil julio julho",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre setiembre setembro set",
    "october oct oktober okt octobre octubre outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::string_view kBetween = " ,.-/";
constexpr std::size_t kYearDigits = 4;
constexpr unsigned kMonthsInAYear = 12;
constexpr unsigned kDaysInAMonth = 31;
constexpr int kLeapYear = 2000;

bool is_number(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

unsigned number_of(std::string_view word) {
  unsigned number = 0;
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}

bool is_weekday(const std::string& word) {
  return std::ranges::any_of(kWeekdays, [&](std::string_view day) {
    const std::string folded = fold(day);
    return word == folded || word == folded.substr(0, 3);
  });
}

// "3", "3rd"; 0 for another word.
unsigned day_named(std::string_view word) {
  for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
    if (word.ends_with(ending)) word.remove_suffix(ending.size());
  }
  return is_number(word) && word.size() <= 2 ? number_of(word) : 0;
}

bool is_year(std::string_view word) {
  return word.size() == kYearDigits && is_number(word) &&
         (word.starts_with("19") || word.starts_with("20"));
}

struct Parts {
  unsigned day = 0;
  unsigned month = 0;
  std::string_view year;  // Empty without.
};

std::optional<NotedDate> checked(const Parts& parts) {
  // The types of <chrono> keep the last eight bits of a number: month 257 would be January.
  if (parts.month > kMonthsInAYear || parts.day > kDaysInAMonth) return std::nullopt;
  NotedDate date{std::chrono::month(parts.month) / std::chrono::day(parts.day), std::nullopt};
  if (!parts.year.empty()) {
    date.year = std::chrono::year(static_cast<int>(number_of(parts.year)));
  }
  const std::chrono::year year = date.year.value_or(std::chrono::year(kLeapYear));
  if (!(year / date.day).ok()) return std::nullopt;
  return date;
}

// Year, month and day in figures. Of "03/04/2026" nobody knows which is the month.
std::optional<NotedDate> read_figures(const Words& words, char separator) {
  if (!std::ranges::all_of(words, is_number)) return std::nullopt;
  if (is_year(words[0])) {
    return checked({number_of(words[2]), number_of(words[1]), words[0]});
  }
  if (!is_year(words[2]) || words[0].size() > 2 || words[1].size() > 2) return std::nullopt;
  const unsigned first = number_of(words[0]);
  const unsigned second = number_of(words[1]);
  if (separator == '.' || first > kMonthsInAYear || first == second) {
    return checked({first, second, words[2]});
  }
  return second > kMonthsInAYear ? checked({second, first, words[2]}) : std::nullopt;
}

// "30 November 2026", "November 30".
std::optional<NotedDate> read_named_month(const Words& words) {
  if (words.size() < 2 || words.size() > 3) return std::nullopt;
  if (words.size() == 3 && !is_year(words[2])) return std::nullopt;
  Parts parts;
  if (words.size() == 3) parts.year = words[2];
  parts.month = month_named(words[0]);
  parts.day = day_named(words[parts.month > 0 ? 1 : 0]);
  if (parts.month == 0) parts.month = month_named(words[1]);
  return checked(parts);
}

}  // namespace

unsigned month_named(const std::string& word) {
  for (unsigned month = 0; month < kMonths.size(); ++month) {
    const auto names = split(kMonths.at(month), ' ');
    if (std::ranges::find(names, word) != names.end()) return month + 1;
  }
  return 0;
}

std::optional<NotedDate> read_noted_date(std::string_view text) {
  text = trim(text);
  char separator = ' ';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_between = kBetween.find(c) != std::string_view::npos;
    const bool is_of_a_word = byte >= 0x80 || (byte >= '0' && byte <= '9') ||
                              ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z');
    if (!is_between && !is_of_a_word) return std::nullopt;
    if (is_between && c != ' ') separator = c;
  }
  Words words = words_of(text);
  std::erase_if(words, [](const std::string& word) {
    return word == "of" || word == "the" || word == "de" || word == "del";
  });
  if (!words.empty() && is_weekday(words.front())) words.erase(words.begin());
  if (words.size() == 3) {
    if (auto date = read_figures(words, separator)) return date;
  }
  return read_named_month(words);
}

std::optional<std::chrono::sys_days> day_of(const NotedDate& date) {
  if (!date.year) return std::nullopt;
  return std::chrono::sys_days(*date.year / date.day);
}

std::chrono::sys_days next_time(const NotedDate& date, std::chrono::sys_days today) {
  std::chrono::year year = std::chrono::year_month_day(today).year();
  // 29 February waits for its year.
  while (!(year / date.day).ok() || std::chrono::sys_days(year / date.day) < today) ++year;
  return std::chrono::sys_days(year / date.day);
}

std::optional<int> years_since(const NotedDate& date, std::chrono::sys_days today) {
  const auto day = day_of(date);
  if (!day || *day > today) return std::nullopt;
  const std::chrono::year_month_day now(today);
  const bool is_to_come = std::chrono::month_day(now.month(), now.day()) < date.day;
  return static_cast<int>(now.year()) - static_cast<int>(*date.year) - (is_to_come ? 1 : 0);
}

std::string_view weekday_name(std::chrono::sys_days day) {
  return kWeekdays.at(std::chrono::weekday(day).c_encoding());
}

}  // namespace tiles::memory
