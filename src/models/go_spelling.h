// SPDX-License-Identifier: Apache-2.0
// How Go's fmt spells one value: widths, quotes, hexadecimal and the digits of numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::models {

// What stands between '%' and the verb.
struct GoFlags {
  bool plus = false;
  bool minus = false;
  bool sharp = false;
  bool space = false;
  bool zero = false;
  std::optional<int> width;
  std::optional<int> precision;
};

enum class GoFill : std::uint8_t { Blanks, Zeros };

// As the flag "0" asks.
GoFill fill_of(const GoFlags& flags);
// Up to the width of the flags.
std::string padded(std::string text, const GoFlags& flags, GoFill fill);
std::size_t count_characters(std::string_view text);
std::string_view first_characters(std::string_view text, std::size_t count);
// As strconv.Quote and, with `ascii_only`, QuoteToASCII.
std::string quoted(std::string_view text, char quote, bool ascii_only);
std::string hexed(std::string_view text, const GoFlags& flags, bool upper);
// U+FFFD for what is no character.
std::string utf8_of(std::int64_t code_point);
// The digits of Go's 'e', 'f' and 'g' with a precision of -1 for the shortest.
std::string float_digits(double value, char verb, int precision);

}  // namespace tiles::models
