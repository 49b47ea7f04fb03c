// SPDX-License-Identifier: Apache-2.0
// What a note says, one statement each, however it is kept: lines with keys, items under a heading
// or another item, rows of tables, sentences. Rules: docs/protocols/memory.md, section The reader;
// memory-model/reader/lines.py has the same.
#pragma once

#include <string>
#include <vector>

#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/keyed_lines.h"

namespace tiles::memory {

struct NoteStatement {
  KeyedLine line;                  // All of the line as it stands; its value is the statement's.
  bool is_part = false;            // The line says more.
  std::vector<std::string> place;  // Folded words of what it stands under: "## Wifi", "- Wifi".
  std::vector<std::string> link;   // What it calls the notes that it leads to; none: no word.
};

// Headings, rules and the heads of tables are none.
std::vector<NoteStatement> note_statements(const AskedNote& note, const TitleOfLink& title_of_link);

}  // namespace tiles::memory
