// SPDX-License-Identifier: Apache-2.0
// From a note to another that the question means by a link: "Tom's wife", "the boss of my
// trainer". Rules: docs/protocols/memory.md, section Asked in the note's own words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memory/keyed_lines.h"
#include "memory/question.h"

namespace tiles::memory {

struct Hop {
  std::string line;       // The link's.
  std::string target;     // Of the link, with ".md".
  Question::Words words;  // Of the question, about the note the link leads to.
};

// Nothing when the words right beside what names the note are the key of no link, or of several.
std::optional<Hop> next_hop(const Question& question, const std::vector<KeyedLine>& lines);

}  // namespace tiles::memory
