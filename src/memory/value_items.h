// SPDX-License-Identifier: Apache-2.0
// Values that list several things, "penicillin and bee stings", of which a message changes one.
// Rules: docs/protocols/memory.md, section What the reader changes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

// Parted by ", ", ";" and "and". One for a value that is no list. Views into `value`.
std::vector<std::string_view> value_items(std::string_view value);

// What is left of a list without the items all of whose telling words the message has. Empty: all
// of it is meant. Nothing: the message speaks of an item in part, or of the first of several behind
// words that are for all of them (`has_opening`).
std::optional<std::string> without_spoken_items(std::string_view value, std::string_view message,
                                                bool has_opening);

// The value with `number` for that of the only item which the message speaks of. Empty: it speaks
// of none, or the new value is a list itself or several words, so that all of it is meant. Nothing:
// no other item may be lost, and this one has no number or several.
std::optional<std::string> with_spoken_item(std::string_view value, std::string_view message,
                                            std::string_view number);

// A number of a text and the one that takes its place; views into both.
struct NewNumber {
  std::string_view old_number;
  std::string_view number;
};

// Which number of `said` the new value replaces: its only one, or the only one of the only item
// that the message speaks of. Nothing where that cannot be told, or the value has more than a
// number and its unit.
std::optional<NewNumber> new_number(std::string_view said, std::string_view message,
                                    std::string_view value);

// How many telling words of letters the value has that `said` does not.
std::size_t unsaid_words(std::string_view value, std::string_view said);

// Whether the value has a word with a digit that `said` does not.
bool has_unsaid_number(std::string_view value, std::string_view said);

}  // namespace tiles::memory
