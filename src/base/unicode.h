// SPDX-License-Identifier: Apache-2.0
// Unicode text operations, over utf8proc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tiles {

enum class CharacterKind : std::uint8_t { CapitalLetter, Letter, Digit, Other };

struct Character {
  std::size_t size_bytes = 1;
  CharacterKind kind = CharacterKind::Other;
};

// The character that `text`, which is not empty, begins with. Letters and digits are the Unicode
// categories L and N. A byte that is not UTF-8 counts as a character of its own.
Character first_character(std::string_view text);

struct PrintedCharacter {
  std::size_t size_bytes = 1;
  std::uint32_t code_point = 0xFFFD;
  bool is_printable = false;  // A letter, mark, number, punctuation, symbol, or U+0020.
};

// The character that `text`, which is not empty, begins with, by the rule of Go's strconv.IsPrint.
// A byte that is not UTF-8 is U+FFFD.
PrintedCharacter printed_character(std::string_view text);

// Normalization form C (UAX #15). Text that is not UTF-8 is returned as it is.
std::string to_nfc(std::string_view text);

// For comparing names: compatibility decomposition, case folded, marks (accents) removed. "Élodie"
// gives "elodie". Text that is not UTF-8 is returned in lower ASCII.
std::string fold_for_matching(std::string_view text);

// Case folded, accents kept, in NFC: for names that a case-insensitive disk holds to be one. Text
// that is not UTF-8 is returned in lower ASCII.
std::string fold_case(std::string_view text);

// Columns that the text takes on a terminal; control characters count as none.
int display_width(std::string_view text);

}  // namespace tiles
