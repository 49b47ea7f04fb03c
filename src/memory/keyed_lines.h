// SPDX-License-Identifier: Apache-2.0
// The lines of a note with what each says of which key, in whatever style a person keeps notes.
// Rules: docs/protocols/memory.md, section Lines that would be lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/grounding.h"

namespace tiles::memory {

struct KeyedLine {
  std::string text;  // Without blanks at its ends.
  bool is_heading = false;
  bool is_key_above = false;          // Its key is the line above it.
  std::vector<std::string> key;       // Folded words; none for a line without a key.
  std::string value_text;             // As it stands there; empty for a line without a key.
  std::vector<std::string> value;     // Without a key: all words. Links count by what they show.
  std::vector<std::string> unlinked;  // All words but those of links.
  std::vector<std::string> targets;   // Of its links, with ".md".
};

// Blank lines are left out.
std::vector<KeyedLine> read_keyed_lines(std::string_view text, std::string_view path,
                                        const TitleOfLink& title_of_link);

// Another text as the value of the line; its words and links are of the value alone then.
void set_value(KeyedLine& line, std::string_view value, std::string_view path,
               const TitleOfLink& title_of_link);

// Without the marks of a list or a quotation.
std::string_view without_marks(std::string_view line);

// The names by which people speak of a key, itself among them: groups of
// memory-model/data/key_words.txt that hold it.
std::vector<std::vector<std::string>> names_of_key(const std::vector<std::string>& key);

}  // namespace tiles::memory
