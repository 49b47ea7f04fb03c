// SPDX-License-Identifier: Apache-2.0
#include "memory/quantity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <vector>

#include "base/text.h"
#include "memory/found_dates.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kNumberBytesMax = 20;
constexpr std::size_t kThousandDigits = 3;

struct UnitName {
  std::string_view name;
  std::string_view base;
  double factor;
  bool is_money = false;
};

constexpr auto kUnits = std::to_array<UnitName>({
    {"mm", "m", 0.001},
    {"cm", "m", 0.01},
    {"m", "m", 1},
    {"meter", "m", 1},
    {"meters", "m", 1},
    {"metre", "m", 1},
    {"metres", "m", 1},
    {"km", "m", 1000},
    {"kilometers", "m", 1000},
    {"kilometres", "m", 1000},
    {"mi", "m", 1609.344},
    {"mile", "m", 1609.344},
    {"miles", "m", 1609.344},
    {"in", "m", 0.0254},
    {"inch", "m", 0.0254},
    {"inches", "m", 0.0254},
    {"g", "kg", 0.001},
    {"gram", "kg", 0.001},
    {"grams", "kg", 0.001},
    {"kg", "kg", 1},
    {"kilo", "kg", 1},
    {"kilos", "kg", 1},
    {"kgs", "kg", 1},
    {"lb", "kg", 0.45359237},
    {"lbs", "kg", 0.45359237},
    {"pounds", "gbp", 1, true},
    {"pound", "gbp", 1, true},
    {"ml", "l", 0.001},
    {"l", "l", 1},
    {"litre", "l", 1},
    {"litres", "l", 1},
    {"liter", "l", 1},
    {"liters", "l", 1},
    {"s", "min", 1.0 / 60},
    {"sec", "min", 1.0 / 60},
    {"seconds", "min", 1.0 / 60},
    {"min", "min", 1},
    {"mins", "min", 1},
    {"minute", "min", 1},
    {"minutes", "min", 1},
    {"h", "min", 60},
    {"hr", "min", 60},
    {"hrs", "min", 60},
    {"hour", "min", 60},
    {"hours", "min", 60},
    {"days", "min", 1440},
    {"day", "min", 1440},
    {"weeks", "min", 10080},
    {"week", "min", 10080},
    {"months", "month", 1},
    {"month", "month", 1},
    {"years", "month", 12},
    {"year", "month", 12},
    {"eur", "eur", 1, true},
    {"euro", "eur", 1, true},
    {"euros", "eur", 1, true},
    {"usd", "usd", 1, true},
    {"dollars", "usd", 1, true},
    {"dollar", "usd", 1, true},
    {"gbp", "gbp", 1, true},
    {"chf", "chf", 1, true},
    {"yen", "jpy", 1, true},
    {"bucks", "usd", 1, true},
});
struct Sign {
  std::string_view sign;
  std::string_view base;
};
constexpr auto kSigns =
    std::to_array<Sign>({{"€", "eur"}, {"$", "usd"}, {"£", "gbp"}, {"¥", "jpy"}, {"₹", "inr"}});

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z');
}

// "1,350.50", "1.350", "12,99": the digits with a point before the decimals.
std::string plain_number(std::string_view text) {
  std::string plain;
  const std::size_t last = text.find_last_of(".,");
  const bool has_other = last != std::string_view::npos &&
                         text.find(text[last] == '.' ? ',' : '.') != std::string_view::npos;
  const bool is_decimal = last != std::string_view::npos &&
                          (has_other || text.size() - last - 1 != kThousandDigits) &&
                          text.find(text[last]) == last;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_ascii_digit(text[at])) plain += text[at];
    if (at == last && is_decimal) plain += '.';
  }
  return plain;
}

struct Amount {
  Quantity quantity;
  bool is_money = false;
};

// The currency whose sign ends the text; empty without.
std::string_view sign_before(std::string_view text) {
  const auto found =
      std::ranges::find_if(kSigns, [&](const Sign& sign) { return text.ends_with(sign.sign); });
  return found == kSigns.end() ? std::string_view() : found->base;
}

std::string_view sign_behind(std::string_view text) {
  const auto found =
      std::ranges::find_if(kSigns, [&](const Sign& sign) { return text.starts_with(sign.sign); });
  return found == kSigns.end() ? std::string_view() : found->base;
}

void take_unit(Amount& amount, std::string_view before, std::string_view after) {
  while (before.ends_with(' ')) before.remove_suffix(1);
  const bool has_blank = after.starts_with(' ');
  while (after.starts_with(' ')) after.remove_prefix(1);
  std::string_view sign = sign_behind(after);
  if (sign.empty()) sign = sign_before(before);
  if (!sign.empty()) {
    amount.quantity.unit = sign;
    amount.is_money = true;
    return;
  }
  std::size_t end = 0;
  while (end < after.size() && is_letter(after[end])) ++end;
  const std::string word = fold(after.substr(0, end));
  for (const UnitName& unit : kUnits) {
    if (unit.name != word || (has_blank && word == "in")) continue;
    amount.quantity.unit = unit.base;
    amount.quantity.number *= unit.factor;
    amount.is_money = unit.is_money;
    return;
  }
}

std::vector<Amount> amounts_in(std::string_view text) {
  std::vector<Amount> found;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_ascii_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && (is_ascii_digit(text[end]) ||
                                 ((text[end] == '.' || text[end] == ',') && end + 1 < text.size() &&
                                  is_ascii_digit(text[end + 1])))) {
      ++end;
    }
    // "A4", "12:30" and "7731-LX" are no amounts.
    const bool is_of_a_word = at > 0 && (is_letter(text[at - 1]) || text[at - 1] == ':') &&
                              sign_before(text.substr(0, at)).empty();
    const bool goes_on = end < text.size() && (text[end] == ':' || text[end] == '-');
    const std::string plain = plain_number(text.substr(at, end - at));
    Amount amount;
    const bool is_read =
        plain.size() <= kNumberBytesMax &&
        std::from_chars(plain.data(), plain.data() + plain.size(), amount.quantity.number).ec ==
            std::errc();
    if (is_read && !is_of_a_word && !goes_on) {
      take_unit(amount, text.substr(0, at), text.substr(end));
      found.push_back(std::move(amount));
    }
    at = end;
  }
  return found;
}

}  // namespace

std::optional<Quantity> amount_in(std::string_view text, WantedAmount wanted) {
  const std::vector<Amount> found = amounts_in(without_dates(searched_part(text)));
  const auto money =
      std::ranges::find_if(found, [](const Amount& amount) { return amount.is_money; });
  if (wanted == WantedAmount::Money && money != found.end()) return money->quantity;
  const auto unit = std::ranges::find_if(
      found, [](const Amount& amount) { return !amount.quantity.unit.empty(); });
  if (unit != found.end()) return unit->quantity;
  return found.empty() ? std::nullopt : std::optional(found.front().quantity);
}

std::string currency_in(std::string_view text) {
  for (const Sign& sign : kSigns) {
    if (text.find(sign.sign) != std::string_view::npos) return std::string(sign.base);
  }
  for (const std::string& word : words_of(text)) {
    for (const UnitName& unit : kUnits) {
      if (unit.is_money && unit.name == word) return std::string(unit.base);
    }
  }
  return {};
}

std::optional<Quantity> time_of_day_in(std::string_view text) {
  constexpr int kMinutesInAnHour = 60;
  constexpr int kHoursInADay = 24;
  text = searched_part(text);
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    std::size_t begin = colon;
    while (begin > 0 && is_ascii_digit(text[begin - 1])) --begin;
    const std::string_view minutes = text.substr(colon + 1, 2);
    const std::string_view hours = text.substr(begin, colon - begin);
    const bool has_minutes = minutes.size() == 2 && is_ascii_digit(minutes[0]) &&
                             is_ascii_digit(minutes[1]) &&
                             (colon + 3 >= text.size() || !is_ascii_digit(text[colon + 3]));
    if (hours.empty() || hours.size() > 2 || !has_minutes) continue;
    int hour = 0;
    int minute = 0;
    std::from_chars(hours.data(), hours.data() + hours.size(), hour);
    std::from_chars(minutes.data(), minutes.data() + minutes.size(), minute);
    if (hour >= kHoursInADay || minute >= kMinutesInAnHour) continue;
    return Quantity{
        Quantity::Kind::Time, static_cast<double>(hour * kMinutesInAnHour + minute), {}};
  }
  return std::nullopt;
}

std::optional<Quantity> date_in(std::string_view text) {
  for (const FoundDate& found : dates_in(text)) {
    if (const auto day = day_of(found.date)) {
      return Quantity{
          Quantity::Kind::Date, static_cast<double>(day->time_since_epoch().count()), {}};
    }
  }
  return std::nullopt;
}

bool are_comparable(const Quantity& one, const Quantity& other) {
  return one.kind == other.kind &&
         (one.unit == other.unit || one.unit.empty() || other.unit.empty());
}

}  // namespace tiles::memory
