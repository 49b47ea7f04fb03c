// SPDX-License-Identifier: Apache-2.0
// A note's text with one line of it changed, and how the note spells what a new line needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/keyed_lines.h"

namespace tiles::memory {

// Those with the key; without one those whose key has it as another name.
std::vector<const KeyedLine*> lines_with_key(const std::vector<KeyedLine>& lines,
                                             const std::vector<std::string>& key);

// The text with another value in the line; nothing when the line has none to replace, is a link, or
// stands there twice.
std::optional<std::string> with_value(std::string_view text, const KeyedLine& line,
                                      std::string_view value);

// The text with another number in the line, which may be a row of a table; nothing when the old one
// does not stand in it exactly once by itself, it has a link, or the line stands there twice.
std::optional<std::string> with_number(std::string_view text, const KeyedLine& line,
                                       std::string_view old_number, std::string_view number);

// The text without the line; nothing when it says only part of what would go, is a link, or stands
// there twice.
std::optional<std::string> without_line(std::string_view text, const KeyedLine& line);

// The text without the value, one of several sentences of the line; nothing when it is or has a
// link, or stands there twice.
std::optional<std::string> without_value(std::string_view text, const KeyedLine& line);

// A key with the capitals and the underscores of the other keys.
std::string spelled_like(const std::vector<KeyedLine>& lines, std::string key);

}  // namespace tiles::memory
