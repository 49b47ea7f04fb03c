// SPDX-License-Identifier: Apache-2.0
// The lines of a vault that may answer a message, each in words that say whose it is. Rules:
// docs/protocols/memory.md, section The reader; memory-model/reader/lines.py has the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/note_statements.h"
#include "memory/unknown_question.h"

namespace tiles::memory {

struct NotedLine {
  std::string path;
  NoteStatement said;               // Its line without a key has all of it as its value.
  std::string owner;                // "my sister Ana Reed's".
  std::string words;                // "my sister Ana Reed's job: nurse".
  std::string value;                // With links as what they show.
  std::optional<std::size_t> link;  // By which line its note was reached: one before it.
};

// Whether the line has a word of birth: "born", "birthday", "dob".
bool tells_birth(const NotedLine& line);

// "- [x] order hinges".
bool is_done(const NotedLine& line);

// What is told of somebody whom a link alone leads to answers, or is changed by, a message that
// speaks of the link: "my sister's job", not "my job". `message`: folded words.
bool is_spoken_of(const std::vector<std::string>& message, const std::vector<NotedLine>& lines,
                  const NotedLine& line);

// Of one note. `owner`: "my", "Ana Reed's". At most as many as of all notes.
std::vector<NotedLine> noted_lines_of(const AskedNote& note, std::string_view owner,
                                      const TitleOfLink& title_of_link);

// Of the notes that the message names, of user.md, and of what they link to, the nearest first;
// then of other notes those that share most telling words with the message. Errors: as those of
// reading the vault.
Result<std::vector<NotedLine>> noted_lines(const UnknownQuestion& question);

}  // namespace tiles::memory
