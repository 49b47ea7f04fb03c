// SPDX-License-Identifier: Apache-2.0
// What a question is about, and what the host found for it by itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/grounding.h"
#include "memory/keyed_lines.h"
#include "memory/name_index.h"
#include "memory/readings.h"

namespace tiles::memory {

// The note that a question is about.
struct AskedNote {
  std::string path;
  std::string text;
  // Folded words by which the message names it; none for the user's own note.
  std::vector<std::string> name;
  // What the message calls it by a relation, which counts in full: "my wife".
  std::vector<std::vector<std::string>> relations = {};
};

struct AskedLines {
  std::vector<ReadLine> lines;  // More than one where a key stands there several times.
  std::string reply;            // Their values.
};

// A line of a note, blank ones left out.
struct TextToAsk {
  std::string_view raw;    // Without a carriage return.
  std::string text;        // As it is to be read: the box of a task counts for nothing.
  bool is_joined = false;  // The key of the text is the line above.
};

// Views into `note`.
std::vector<TextToAsk> texts_to_ask(std::string_view note);

// The same, read: their text as it stands in the note. A key whose value stands deeper on the line
// below is its key, and a heading is that of the only line below it.
std::vector<KeyedLine> lines_to_ask(const AskedNote& note, const TitleOfLink& title_of_link);

struct AskingMessage {
  std::string_view text;
  std::vector<NamedPath> unknown_names;  // In it, of which there is no note.
};

}  // namespace tiles::memory
