// SPDX-License-Identifier: Apache-2.0
// The line of a note that a question asks for in the note's own words, for when the model finds
// none. Rules: docs/protocols/memory.md, section Asked in the note's own words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/grounding.h"
#include "memory/name_index.h"
#include "memory/readings.h"

namespace tiles::memory {

// The note that a question is about.
struct AskedNote {
  std::string path;
  std::string text;
  // Folded words by which the message names it; none for the user's own note.
  std::vector<std::string> name;
};

struct AskedLines {
  std::vector<ReadLine> lines;  // More than one where a key stands there several times.
  std::string reply;            // Their values.
};

struct AskingMessage {
  std::string_view text;
  std::vector<NamedPath> unknown_names;  // In it, of which there is no note.
};

// Nothing when the question is another one, or when it could mean another line.
std::optional<AskedLines> lines_asked_for(const AskingMessage& message, const AskedNote& note,
                                          const TitleOfLink& title_of_link);

}  // namespace tiles::memory
