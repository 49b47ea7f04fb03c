// SPDX-License-Identifier: Apache-2.0
#include "models/go_spelling.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/format.h"
#include "base/text.h"
#include "base/unicode.h"

namespace tiles::models {
namespace {

// One character between quotes, as strconv.Quote and QuoteToASCII write it.
std::string quoted_character(std::string_view bytes, const PrintedCharacter& character, char quote,
                             bool ascii_only) {
  constexpr std::string_view kNames = "abfnrtv";
  constexpr std::string_view kValues = "\a\b\f\n\r\t\v";
  const std::uint32_t code = character.code_point;
  if (!is_utf8(bytes)) return format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
  if (code == static_cast<unsigned char>(quote) || code == '\\') {
    return std::string("\\") + static_cast<char>(code);
  }
  if (character.is_printable && (!ascii_only || code < 0x80)) return std::string(bytes);
  if (code < 0x80) {
    const std::size_t at = kValues.find(static_cast<char>(code));
    if (at != std::string_view::npos) return std::string("\\") + kNames[at];
  }
  if (code < ' ' || code == 0x7F) return format("\\x{:02x}", code);
  return code < 0x10000 ? format("\\u{:04x}", code) : format("\\U{:08x}", code);
}

}  // namespace

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

GoFill fill_of(const GoFlags& flags) { return flags.zero ? GoFill::Zeros : GoFill::Blanks; }

std::string padded(std::string text, const GoFlags& flags, GoFill fill) {
  const auto width = static_cast<std::size_t>(std::max(flags.width.value_or(0), 0));
  const std::size_t size = count_characters(text);
  if (size >= width) return text;
  const std::size_t count = width - size;
  if (flags.minus) return text + std::string(count, ' ');
  return std::string(count, fill == GoFill::Zeros ? '0' : ' ') + text;
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size() && count > 0; --count) {
    end += printed_character(text.substr(end)).size_bytes;
  }
  return text.substr(0, std::min(end, text.size()));
}

std::string quoted(std::string_view text, char quote, bool ascii_only) {
  std::string result(1, quote);
  while (!text.empty()) {
    const PrintedCharacter character = printed_character(text);
    result += quoted_character(text.substr(0, character.size_bytes), character, quote, ascii_only);
    text.remove_prefix(character.size_bytes);
  }
  return result + quote;
}

std::string hexed(std::string_view text, const GoFlags& flags, bool upper) {
  std::string result;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    const bool is_first = result.empty();
    if (flags.space && !is_first) result += ' ';
    if (flags.sharp && (is_first || flags.space)) result += upper ? "0X" : "0x";
    result += upper ? format("{:02X}", value) : format("{:02x}", value);
  }
  return result;
}

std::string utf8_of(std::int64_t code_point) {
  std::string text;
  const bool is_character =
      code_point >= 0 && code_point <= 0x10FFFF && !(code_point >= 0xD800 && code_point < 0xE000);
  append_utf8(text, is_character ? static_cast<std::uint32_t>(code_point) : 0xFFFD);
  return text;
}

std::string float_digits(double value, char verb, int precision) {
  std::array<char, 1400> text{};  // 309 digits, a point and 1,000 decimals.
  char* const stop = text.data() + text.size();
  const char kind = to_lower_ascii(std::string_view(&verb, 1))[0];
  const auto chars_kind = kind == 'f' ? std::chars_format::fixed : std::chars_format::scientific;
  if (kind != 'g') {
    const auto end =
        precision < 0
            ? std::to_chars(text.data(), stop, value, chars_kind).ptr
            : std::to_chars(text.data(), stop, value, chars_kind, std::min(precision, 1000)).ptr;
    return {text.data(), end};
  }
  const int digits = precision == 0 ? 1 : precision;
  char* const end =
      digits < 0
          ? std::to_chars(text.data(), stop, value, chars_kind).ptr
          : std::to_chars(text.data(), stop, value, chars_kind, std::min(digits, 1000) - 1).ptr;
  const std::string scientific(text.data(), end);
  const std::size_t mark = scientific.find('e');
  const int exponent = std::atoi(scientific.c_str() + mark + 1);
  std::string mantissa = scientific.substr(0, mark);
  if (mantissa.find('.') != std::string::npos) {
    mantissa.erase(mantissa.find_last_not_of('0') + 1);
    if (mantissa.back() == '.') mantissa.pop_back();
  }
  const auto count = static_cast<int>(
      std::count_if(mantissa.begin(), mantissa.end(), [](char c) { return c >= '0' && c <= '9'; }));
  int exponent_limit = digits < 0 ? 6 : digits;
  if (digits >= 0 && exponent_limit > count && count >= exponent + 1) exponent_limit = count;
  if (exponent < -4 || exponent >= std::max(exponent_limit, 1)) {
    return mantissa + scientific.substr(mark);
  }
  const int decimals = std::max(0, count - 1 - exponent);
  const auto fixed_end =
      std::to_chars(text.data(), stop, value, std::chars_format::fixed, decimals).ptr;
  return {text.data(), fixed_end};
}

}  // namespace tiles::models
