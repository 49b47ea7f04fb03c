// SPDX-License-Identifier: Apache-2.0
#include "base/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/text.h"

namespace tiles {
namespace {

// The mapped text, or nothing when `text` is not UTF-8.
std::optional<std::string> map(std::string_view text, int options) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(mapped, &std::free);
  if (size < 0) {
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
}

CharacterKind kind_of(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return utf8proc_isupper(code_point) != 0 ? CharacterKind::CapitalLetter
                                               : CharacterKind::Letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return CharacterKind::Digit;
    default:
      return CharacterKind::Other;
  }
}

}  // namespace

Character first_character(std::string_view text) {
  utf8proc_int32_t code_point = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size <= 0) {
    return {};
  }
  return {static_cast<std::size_t>(size), kind_of(code_point)};
}

PrintedCharacter printed_character(std::string_view text) {
  utf8proc_int32_t code_point = 0;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size <= 0) {
    return {};
  }
  const utf8proc_category_t category = utf8proc_category(code_point);
  const bool is_graphic =
      category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_SO;  // L, M, N, P, S.
  return {static_cast<std::size_t>(size), static_cast<std::uint32_t>(code_point),
          is_graphic || code_point == ' '};
}

std::string to_nfc(std::string_view text) {
  return map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE).value_or(std::string(text));
}

std::string fold_for_matching(std::string_view text) {
  constexpr int kOptions = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                           UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
  return map(text, kOptions).value_or(to_lower_ascii(text));
}

std::string fold_case(std::string_view text) {
  return map(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD)
      .value_or(to_lower_ascii(text));
}

int display_width(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    utf8proc_int32_t code_point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    if (length <= 0) {
      ++columns;
      text.remove_prefix(1);
      continue;
    }
    columns += std::max(0, utf8proc_charwidth(code_point));
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return columns;
}

}  // namespace tiles
