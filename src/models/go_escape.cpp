// SPDX-License-Identifier: Apache-2.0
#include "models/go_escape.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/format.h"
#include "base/text.h"
#include "base/unicode.h"

namespace tiles::models {
namespace {

bool is_letter_or_digit(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9');
}

std::string_view html_entity(char byte) {
  switch (byte) {
    case '\0':
      return "\uFFFD";
    case '"':
      return "&#34;";
    case '\'':
      return "&#39;";
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    default:
      return "";
  }
}

// The escape of one ASCII character in a JavaScript string; empty when it stands for itself.
std::string js_escape(char byte) {
  if (byte == '\\' || byte == '\'' || byte == '"') return format("\\{}", byte);
  if (byte < ' ' || std::string_view("<>&=").find(byte) != std::string_view::npos) {
    return format("\\u{:04X}", static_cast<unsigned>(byte));
  }
  return "";
}

std::string json_escape(std::uint32_t code_point) {
  switch (code_point) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const bool is_escaped = code_point < ' ' || code_point == '<' || code_point == '>' ||
                          code_point == '&' || code_point == 0x2028 || code_point == 0x2029;
  return is_escaped ? format("\\u{:04x}", code_point) : "";
}

std::string json_string(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const PrintedCharacter character = printed_character(text);
    const std::string_view bytes = text.substr(0, character.size_bytes);
    const std::string escape = json_escape(character.code_point);
    if (!escape.empty()) {
      result += escape;
    } else {
      result += is_utf8(bytes) ? std::string(bytes) : "\\ufffd";
    }
    text.remove_prefix(bytes.size());
  }
  return result + "\"";
}

// As JavaScript writes numbers: an exponent below 1e-6 and from 1e21.
std::string json_number(double value) {
  const double size = std::abs(value);
  const bool has_exponent = size != 0 && (size < 1e-6 || size >= 1e21);
  std::array<char, 512> text{};
  const auto format_kind = has_exponent ? std::chars_format::scientific : std::chars_format::fixed;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, format_kind).ptr;
  std::string result(text.data(), end);
  if (const std::size_t at = result.find("e-0"); at != std::string::npos) {
    result.erase(at + 2, 1);
  }
  return result;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    const std::string_view entity = html_entity(byte);
    if (entity.empty()) {
      result += byte;
    } else {
      result += entity;
    }
  }
  return result;
}

std::string escape_js(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const PrintedCharacter character = printed_character(text);
    const std::string_view bytes = text.substr(0, character.size_bytes);
    const bool is_ascii = static_cast<unsigned char>(text[0]) < 0x80;
    const std::string escape = is_ascii ? js_escape(text[0]) : "";
    if (!escape.empty()) {
      result += escape;
    } else if (is_ascii || character.is_printable || !is_utf8(bytes)) {
      result += bytes;
    } else {
      result += format("\\u{:04X}", character.code_point);
    }
    text.remove_prefix(bytes.size());
  }
  return result;
}

std::string escape_url_query(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    const bool is_plain =
        is_letter_or_digit(byte) || byte == '-' || byte == '_' || byte == '.' || byte == '~';
    if (is_plain) {
      result += byte;
    } else if (byte == ' ') {
      result += '+';
    } else {
      result += format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    }
  }
  return result;
}

std::string go_json(const GoValue& value) {
  // What has a spelling here spells itself as JSON.
  if (value.spelling() != nullptr) return *value.spelling();
  if (const bool* truth = value.as_bool()) return *truth ? "true" : "false";
  if (const auto* number = value.as_int()) return std::to_string(*number);
  if (const auto* number = value.as_byte()) return std::to_string(number->value);
  if (const auto* number = value.as_float()) return json_number(*number);
  if (const auto* text = value.as_string()) return json_string(*text);
  std::string result;
  if (const auto* list = value.as_list()) {
    for (const GoValue& item : *list) result += (result.empty() ? "" : ",") + go_json(item);
    return "[" + result + "]";
  }
  if (const auto* map = value.as_map()) {
    for (const auto& [key, item] : *map) {
      result += (result.empty() ? "" : ",") + json_string(key) + ":" + go_json(item);
    }
    return "{" + result + "}";
  }
  return "null";
}

}  // namespace tiles::models
