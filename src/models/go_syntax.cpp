// SPDX-License-Identifier: Apache-2.0
// Literals of Go's syntax, as strconv reads them.
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

#include "base/format.h"
#include "base/text.h"
#include "base/unicode.h"
#include "models/go_format.h"

namespace tiles::models {
namespace {

constexpr std::uint32_t kCodePointMax = 0x10FFFF;

auto invalid(std::string_view written, std::string_view what) {
  return fail(ErrorCode::Invalid, format("'{}' is no {}", utf8_prefix(written, 40), what));
}

struct Escape {
  std::uint32_t value = 0;
  bool is_byte = false;  // "\x41" and "\101" give a byte, others a character.
};

// Reads what follows a backslash and moves past it.
std::optional<Escape> take_escape(std::string_view& text, char quote) {
  constexpr std::string_view kNames = "abfnrtv\\";
  constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\";
  if (text.empty()) return std::nullopt;
  const char kind = text[0];
  if (const std::size_t at = kNames.find(kind); at != std::string_view::npos) {
    text.remove_prefix(1);
    return Escape{static_cast<unsigned char>(kValues[at])};
  }
  if (kind == quote) {
    text.remove_prefix(1);
    return Escape{static_cast<unsigned char>(quote)};
  }
  const bool is_octal = kind >= '0' && kind <= '7';
  const std::size_t digits = is_octal ? 3 : kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (!is_octal) text.remove_prefix(1);
  if (digits == 0 || text.size() < digits) return std::nullopt;
  Escape escape{0, is_octal || kind == 'x'};
  const char* stop = text.data() + digits;
  const auto [end, error] = std::from_chars(text.data(), stop, escape.value, is_octal ? 8 : 16);
  const bool is_surrogate = escape.value >= 0xD800 && escape.value < 0xE000;
  const std::uint32_t most = escape.is_byte ? 0xFF : kCodePointMax;
  if (error != std::errc() || end != stop || escape.value > most ||
      (!escape.is_byte && is_surrogate)) {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  return escape;
}

std::string without_carriage_returns(std::string_view text) {
  std::string result(text);
  std::erase(result, '\r');
  return result;
}

// Without underscores where Go allows them: between digits, or after the base.
std::optional<std::string> without_underscores(std::string_view digits, bool has_base) {
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] != '_') {
      result += digits[i];
      continue;
    }
    const bool follows = i > 0 ? digits[i - 1] != '_' : has_base;
    if (!follows || i + 1 == digits.size()) return std::nullopt;
  }
  return result;
}

std::optional<std::int64_t> whole_number(std::string_view written) {
  const bool is_negative = written.starts_with('-');
  if (is_negative || written.starts_with('+')) written.remove_prefix(1);
  int base = 10;
  if (written.size() > 1 && written[0] == '0') {
    const char mark = to_lower_ascii(written.substr(1, 1))[0];
    base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
    written.remove_prefix(mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1);
  }
  const auto digits = without_underscores(written, base != 10);
  if (!digits || digits->empty()) return std::nullopt;
  std::uint64_t size = 0;
  const char* stop = digits->data() + digits->size();
  const auto [end, error] = std::from_chars(digits->data(), stop, size, base);
  constexpr auto kMost = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  if (error != std::errc() || end != stop || size > kMost + (is_negative ? 1 : 0)) {
    return std::nullopt;
  }
  return is_negative ? static_cast<std::int64_t>(0 - size) : static_cast<std::int64_t>(size);
}

std::optional<double> fraction(std::string_view written) {
  const bool is_negative = written.starts_with('-');
  if (is_negative || written.starts_with('+')) written.remove_prefix(1);
  const bool is_hex = written.starts_with("0x") || written.starts_with("0X");
  if (is_hex) {
    written.remove_prefix(2);
    if (written.find_first_of("pP") == std::string_view::npos) return std::nullopt;
  }
  if (written.find('_') != std::string_view::npos) return std::nullopt;
  double number = 0;
  const char* stop = written.data() + written.size();
  const auto kind = is_hex ? std::chars_format::hex : std::chars_format::general;
  const auto [end, error] = std::from_chars(written.data(), stop, number, kind);
  if (error == std::errc::invalid_argument || end != stop) return std::nullopt;
  if (error != std::errc()) return std::nullopt;
  return is_negative ? -number : number;
}

}  // namespace

Result<std::string> go_unquoted(std::string_view written) {
  const char quote = written.empty() ? '\0' : written[0];
  if (written.size() < 2 || written.back() != quote) return invalid(written, "string");
  std::string_view text = written.substr(1, written.size() - 2);
  if (quote == '`') return without_carriage_returns(text);
  std::string result;
  while (!text.empty()) {
    if (text[0] != '\\') {
      result += text[0];
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(1);
    const auto escape = take_escape(text, quote);
    if (!escape) return invalid(written, "string");
    if (escape->is_byte) {
      result += static_cast<char>(escape->value);
    } else {
      append_utf8(result, escape->value);
    }
  }
  return result;
}

Result<std::int64_t> go_character(std::string_view written) {
  std::string_view text = written.substr(1, written.size() - 2);
  if (text.starts_with('\\')) {
    text.remove_prefix(1);
    const auto escape = take_escape(text, '\'');
    if (!escape || !text.empty()) return invalid(written, "character");
    return static_cast<std::int64_t>(escape->value);
  }
  if (text.empty() || text[0] == '\'') return invalid(written, "character");
  const PrintedCharacter character = printed_character(text);
  if (character.size_bytes != text.size()) return invalid(written, "character");
  return static_cast<std::int64_t>(character.code_point);
}

Result<GoValue> go_number(std::string_view written) {
  if (written.ends_with('i')) return invalid(written, "number; complex ones are not supported");
  const bool is_hex = written.find_first_of("xX") != std::string_view::npos;
  const std::string_view marks = is_hex ? ".pP" : ".eEpP";
  if (written.find_first_of(marks) != std::string_view::npos) {
    const auto number = fraction(written);
    return number ? Result<GoValue>(GoValue(*number)) : invalid(written, "number");
  }
  const auto number = whole_number(written);
  return number ? Result<GoValue>(GoValue(*number)) : invalid(written, "number");
}

}  // namespace tiles::models
