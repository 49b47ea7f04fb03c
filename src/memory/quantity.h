// SPDX-License-Identifier: Apache-2.0
// What can be compared in a line: an amount with its unit, a time of the day, a date.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::memory {

struct Quantity {
  enum class Kind : std::uint8_t { Amount, Time, Date };
  Kind kind = Kind::Amount;
  double number = 0;  // In the base unit; minutes of the day; days since 1970.
  std::string unit;   // The base unit, folded: "m", "eur"; empty without.
};

enum class WantedAmount : std::uint8_t { Any, Money };

// The first with a unit, else the first; of money the first with a currency, if there is one. Dates
// and times of the day are no amounts.
std::optional<Quantity> amount_in(std::string_view text, WantedAmount wanted);
// The currency whose sign or name stands in the text, "eur"; empty without.
std::string currency_in(std::string_view text);
std::optional<Quantity> time_of_day_in(std::string_view text);
// The first date with a year.
std::optional<Quantity> date_in(std::string_view text);

// Whether one can be set against the other.
bool are_comparable(const Quantity& one, const Quantity& other);

}  // namespace tiles::memory
