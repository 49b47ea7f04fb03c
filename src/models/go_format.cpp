// SPDX-License-Identifier: Apache-2.0
#include "models/go_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "base/format.h"
#include "base/text.h"
#include "base/unicode.h"
#include "models/go_spelling.h"

namespace tiles::models {
namespace {

class Formatter {
 public:
  Formatter(std::string_view text, std::span<const GoValue> values)
      : text_(text), values_(values) {}
  std::string run();

 private:
  void run_verb();
  void read_flags();
  std::optional<int> read_number(bool& is_bad);
  void read_index();
  std::string value_text(const GoValue& value, std::uint32_t verb, bool is_inner);
  std::string bad_verb(const GoValue& value, std::uint32_t verb);
  std::string integer_text(const GoValue& value, std::int64_t number, std::uint32_t verb);
  std::string digits_text(std::int64_t number, int base, std::uint32_t verb);
  std::string float_text(const GoValue& value, double number, std::uint32_t verb);
  std::string string_text(const GoValue& value, std::string_view text, std::uint32_t verb);
  std::string list_text(const GoList& list, std::uint32_t verb);
  std::string map_text(const GoMap& map, std::uint32_t verb);
  bool is_go_syntax(std::uint32_t verb) const { return flags_.sharp && verb == 'v'; }

  std::string_view text_;
  std::span<const GoValue> values_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;  // Value.
  bool is_reordered_ = false;
  bool is_good_index_ = true;
  GoFlags flags_;
  std::string out_;
};

std::string Formatter::bad_verb(const GoValue& value, std::uint32_t verb) {
  std::string name;
  append_utf8(name, verb);
  if (value.is_nothing()) return "%!" + name + "(<nil>)";
  const std::string text = value_text(value, 'v', /*is_inner=*/false);
  return format("%!{}({}={})", name, value.type_name(), text);
}

std::string Formatter::digits_text(std::int64_t number, int base, std::uint32_t verb) {
  const bool is_negative = number < 0;
  const auto size =
      is_negative ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  std::array<char, 70> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), size, base).ptr;
  std::string text(digits.data(), end);
  std::size_t digits_min = 0;
  if (flags_.precision) {
    digits_min = static_cast<std::size_t>(*flags_.precision);
    if (digits_min == 0 && number == 0) return padded("", flags_, GoFill::Blanks);
  } else if (flags_.zero && !flags_.minus && flags_.width) {
    const bool has_sign = is_negative || flags_.plus || flags_.space;
    digits_min = static_cast<std::size_t>(std::max(*flags_.width - (has_sign ? 1 : 0), 0));
  }
  if (text.size() < digits_min) text.insert(0, digits_min - text.size(), '0');
  if (flags_.sharp && base == 2) text.insert(0, "0b");
  if (flags_.sharp && base == 8 && text[0] != '0') text.insert(0, "0");
  if (flags_.sharp && base == 16) text.insert(0, "0x");
  if (verb == 'O') text.insert(0, "0o");
  if (verb == 'X') {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  text.insert(0, is_negative ? "-" : flags_.plus ? "+" : flags_.space ? " " : "");
  return padded(std::move(text), flags_, GoFill::Blanks);
}

std::string Formatter::integer_text(const GoValue& value, std::int64_t number, std::uint32_t verb) {
  switch (verb) {
    case 'v':
      if (flags_.sharp && value.as_byte() != nullptr) return digits_text(number, 16, 'x');
      if (flags_.sharp) {
        const std::string text = std::to_string(number);
        return padded(text, flags_, GoFill::Blanks);
      }
      return digits_text(number, 10, verb);
    case 'd':
      return digits_text(number, 10, verb);
    case 'b':
      return digits_text(number, 2, verb);
    case 'o':
    case 'O':
      return digits_text(number, 8, verb);
    case 'x':
    case 'X':
      return digits_text(number, 16, verb);
    case 'c':
      return padded(utf8_of(number), flags_, fill_of(flags_));
    case 'q': {
      const std::string character = utf8_of(number);
      return padded(quoted(character, '\'', flags_.plus), flags_, fill_of(flags_));
    }
    case 'U': {
      const int digits = std::max(flags_.precision.value_or(4), 4);
      std::string text = format("U+{:0{}X}", static_cast<std::uint64_t>(number), digits);
      if (flags_.sharp && number >= 0 && number <= 0x10FFFF) {
        const std::string character = utf8_of(number);
        if (printed_character(character).is_printable) text += " '" + character + "'";
      }
      return padded(std::move(text), flags_, GoFill::Blanks);
    }
    default:
      return bad_verb(value, verb);
  }
}

std::string Formatter::float_text(const GoValue& value, double number, std::uint32_t verb) {
  const bool is_general = verb == 'v' || verb == 'g' || verb == 'G';
  const bool is_fixed = verb == 'f' || verb == 'F' || verb == 'e' || verb == 'E';
  if (!is_general && !is_fixed) return bad_verb(value, verb);
  const char kind = verb == 'v' ? 'g' : verb == 'F' ? 'f' : static_cast<char>(verb);
  const int precision = flags_.precision.value_or(is_general ? -1 : 6);
  std::string text = std::isfinite(number) ? float_digits(std::abs(number), kind, precision)
                     : std::isnan(number)  ? "NaN"
                                           : "Inf";
  if (verb == 'G' || verb == 'E') {
    for (char& c : text) c = c == 'e' ? 'E' : c;
  }
  const bool is_negative = std::signbit(number);
  const std::string sign = is_negative                         ? "-"
                           : flags_.plus || std::isinf(number) ? "+"
                           : flags_.space                      ? " "
                                                               : "";
  const bool with_zeros = flags_.zero && !flags_.minus && std::isfinite(number);
  const auto width = static_cast<std::size_t>(std::max(flags_.width.value_or(0), 0));
  if (with_zeros && sign.size() + text.size() < width) {
    text.insert(0, width - sign.size() - text.size(), '0');
  }
  return padded(sign + text, flags_, GoFill::Blanks);
}

std::string Formatter::string_text(const GoValue& value, std::string_view text,
                                   std::uint32_t verb) {
  if (verb == 'x' || verb == 'X') {
    const std::size_t bytes =
        flags_.precision ? static_cast<std::size_t>(*flags_.precision) : text.size();
    return padded(hexed(text.substr(0, bytes), flags_, verb == 'X'), flags_, fill_of(flags_));
  }
  if (flags_.precision) {
    text = first_characters(text, static_cast<std::size_t>(*flags_.precision));
  }
  if (verb == 'q' || is_go_syntax(verb)) {
    const bool is_raw = flags_.sharp && verb == 'q' &&
                        text.find_first_of("`\n\r") == std::string_view::npos && is_utf8(text);
    const std::string shown =
        is_raw ? "`" + std::string(text) + "`" : quoted(text, '"', flags_.plus);
    return padded(shown, flags_, fill_of(flags_));
  }
  if (verb == 's' || verb == 'v') return padded(std::string(text), flags_, fill_of(flags_));
  return bad_verb(value, verb);
}

std::string Formatter::list_text(const GoList& list, std::uint32_t verb) {
  const bool is_syntax = is_go_syntax(verb);
  std::string text;
  for (const GoValue& item : list) {
    if (!text.empty() || &item != list.data()) text += is_syntax ? ", " : " ";
    text += value_text(item, verb, /*is_inner=*/true);
  }
  return is_syntax ? "[]interface {}{" + text + "}" : "[" + text + "]";
}

std::string Formatter::map_text(const GoMap& map, std::uint32_t verb) {
  const bool is_syntax = is_go_syntax(verb);
  std::string text;
  bool is_first = true;
  for (const auto& [key, item] : map) {
    if (!is_first) text += is_syntax ? ", " : " ";
    is_first = false;
    text += value_text(GoValue(key), verb, /*is_inner=*/true) + ":" +
            value_text(item, verb, /*is_inner=*/true);
  }
  return is_syntax ? "map[string]interface {}{" + text + "}" : "map[" + text + "]";
}

// NOLINTNEXTLINE(misc-no-recursion): the depth of a value is bounded where it is made.
std::string Formatter::value_text(const GoValue& value, std::uint32_t verb, bool is_inner) {
  if (value.is_nothing()) {
    if (is_inner) return is_go_syntax(verb) ? "interface {}(nil)" : "<nil>";
    return verb == 'v' || verb == 'T' ? padded("<nil>", flags_, fill_of(flags_))
                                      : bad_verb(value, verb);
  }
  if (verb == 'T' && !is_inner) {
    return string_text(value, value.type_name(), 's');
  }
  if (value.spelling() != nullptr && !is_go_syntax(verb)) {
    return string_text(value, *value.spelling(), verb);
  }
  if (const bool* truth = value.as_bool()) {
    const bool fits = verb == 't' || verb == 'v';
    return fits ? padded(*truth ? "true" : "false", flags_, fill_of(flags_))
                : bad_verb(value, verb);
  }
  if (const auto* number = value.as_int()) return integer_text(value, *number, verb);
  if (const auto* number = value.as_byte()) return integer_text(value, number->value, verb);
  if (const auto* number = value.as_float()) return float_text(value, *number, verb);
  if (const auto* text = value.as_string()) return string_text(value, *text, verb);
  if (const auto* list = value.as_list()) return list_text(*list, verb);
  return map_text(*value.as_map(), verb);
}

void Formatter::read_flags() {
  for (; at_ < text_.size(); ++at_) {
    switch (text_[at_]) {
      case '#':
        flags_.sharp = true;
        break;
      case '0':
        flags_.zero = true;
        break;
      case '+':
        flags_.plus = true;
        break;
      case '-':
        flags_.minus = true;
        break;
      case ' ':
        flags_.space = true;
        break;
      default:
        return;
    }
  }
}

// "[2]": the value to use next.
void Formatter::read_index() {
  if (at_ >= text_.size() || text_[at_] != '[') return;
  is_reordered_ = true;
  const std::size_t close = text_.find(']', at_);
  if (close == std::string_view::npos) {
    is_good_index_ = false;
    ++at_;
    return;
  }
  std::size_t index = 0;
  const char* stop = text_.data() + close;
  const auto [end, error] = std::from_chars(text_.data() + at_ + 1, stop, index);
  at_ = close + 1;
  if (error != std::errc() || end != stop || index == 0 || index > values_.size()) {
    is_good_index_ = false;
    return;
  }
  next_ = index - 1;
}

// A width or precision: digits, or "*" for the next value.
std::optional<int> Formatter::read_number(bool& is_bad) {
  if (at_ < text_.size() && text_[at_] == '*') {
    ++at_;
    const bool has_value = next_ < values_.size();
    const std::int64_t* number = has_value ? values_[next_].as_int() : nullptr;
    next_ += has_value ? 1 : 0;
    if (number == nullptr || std::abs(*number) > kGoWidthMax) {
      is_bad = true;
      return std::nullopt;
    }
    return static_cast<int>(*number);
  }
  std::optional<int> number;
  while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
    number = number.value_or(0) * 10 + (text_[at_++] - '0');
    if (*number > kGoWidthMax) return std::nullopt;
  }
  return number;
}

void Formatter::run_verb() {
  flags_ = {};
  is_good_index_ = true;
  read_flags();
  read_index();
  bool is_bad = false;
  flags_.width = read_number(is_bad);
  if (is_bad) out_ += "%!(BADWIDTH)";
  if (flags_.width && *flags_.width < 0) {
    flags_.minus = true;
    flags_.width = -*flags_.width;
  }
  if (at_ < text_.size() && text_[at_] == '.') {
    ++at_;
    read_index();
    bool is_bad_precision = false;
    const bool is_star = at_ < text_.size() && text_[at_] == '*';
    flags_.precision = read_number(is_bad_precision);
    if (flags_.precision && *flags_.precision < 0) {
      flags_.precision.reset();
      is_bad_precision = true;
    }
    if (is_bad_precision) out_ += "%!(BADPREC)";
    if (!is_star && !flags_.precision) flags_.precision = 0;
  }
  if (flags_.minus) flags_.zero = false;
  read_index();
  // "%+v" asks for the names of fields, which these values have not, and not for a sign.
  if (text_.substr(at_).starts_with('v')) flags_.plus = false;
  if (at_ >= text_.size()) {
    out_ += "%!(NOVERB)";
    return;
  }
  const PrintedCharacter character = printed_character(text_.substr(at_));
  const std::string verb(text_.substr(at_, character.size_bytes));
  at_ += character.size_bytes;
  if (verb == "%") {
    out_ += "%";
  } else if (!is_good_index_) {
    out_ += "%!" + verb + "(BADINDEX)";
  } else if (next_ >= values_.size()) {
    out_ += "%!" + verb + "(MISSING)";
  } else {
    out_ += value_text(values_[next_++], character.code_point, /*is_inner=*/false);
  }
}

std::string Formatter::run() {
  while (at_ < text_.size() && out_.size() <= kGoTextBytesMax) {
    const std::size_t percent = std::min(text_.find('%', at_), text_.size());
    out_ += text_.substr(at_, percent - at_);
    at_ = percent;
    if (at_ < text_.size()) {
      ++at_;
      run_verb();
    }
  }
  if (!is_reordered_ && next_ < values_.size()) {
    out_ += "%!(EXTRA ";
    for (std::size_t i = next_; i < values_.size(); ++i) {
      out_ += i == next_ ? "" : ", ";
      const bool is_nothing = values_[i].is_nothing();
      flags_ = {};
      out_ += is_nothing ? "<nil>"
                         : format("{}={}", values_[i].type_name(),
                                  value_text(values_[i], 'v', /*is_inner=*/false));
    }
    out_ += ")";
  }
  return std::move(out_);
}

}  // namespace

std::string go_text(const GoValue& value) { return go_print_format("%v", std::span(&value, 1)); }

std::string go_print(std::span<const GoValue> values) {
  std::string text;
  bool was_string = true;
  for (const GoValue& value : values) {
    const bool is_string = value.as_string() != nullptr;
    if (&value != values.data() && !is_string && !was_string) text += ' ';
    text += go_text(value);
    was_string = is_string;
  }
  return text;
}

std::string go_print_line(std::span<const GoValue> values) {
  std::string text;
  for (const GoValue& value : values) {
    if (&value != values.data()) text += ' ';
    text += go_text(value);
  }
  return text + "\n";
}

std::string go_print_format(std::string_view format_text, std::span<const GoValue> values) {
  return Formatter(format_text, values).run();
}

}  // namespace tiles::models
