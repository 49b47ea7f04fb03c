// SPDX-License-Identifier: Apache-2.0
#include "memory/value_kind.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// How the months begin in the languages of the phrase bank, folded.
constexpr std::array kMonths = {"jan", "feb",  "fev", "mar",  "apr", "avr", "abr", "mai", "may",
                                "jun", "juin", "jul", "juil", "aug", "aou", "ago", "sep", "set",
                                "oct", "okt",  "out", "nov",  "dec", "dez", "dic", "ene"};

bool is_number(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_year(const std::string& word) {
  constexpr std::size_t kDigits = 4;
  return word.size() == kDigits && is_number(word) &&
         (word.starts_with("19") || word.starts_with("20"));
}

// Of a day or a month: at most 31, also as "3rd".
bool is_small_number(const std::string& word) {
  constexpr std::size_t kDigits = 2;
  const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  if (digits == 0 || digits > kDigits) return false;
  const std::string_view ending = std::string_view(word).substr(digits);
  return ending.empty() || ending == "st" || ending == "nd" || ending == "rd" || ending == "th";
}

bool is_month(const std::string& word) {
  return std::ranges::any_of(kMonths, [&](const char* month) { return word.starts_with(month); });
}

bool is_date(const Words& words) {
  const auto count = [&](auto&& is) { return std::ranges::count_if(words, is); };
  const auto numbers = count(is_small_number);
  // Year, month and day in figures; or a month by its name beside a day or a year.
  return (count(is_year) > 0 && numbers >= 2) ||
         (count(is_month) > 0 && (numbers > 0 || count(is_year) > 0));
}

}  // namespace

ValueKind kind_of(const KeyedLine& line) {
  const bool is_link =
      !line.targets.empty() && std::ranges::all_of(line.unlinked, [&](const std::string& word) {
        return holds(line.key, word);
      });
  if (is_link) return ValueKind::Link;
  return is_date(line.value) ? ValueKind::Date : ValueKind::Other;
}

}  // namespace tiles::memory
