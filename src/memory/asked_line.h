// SPDX-License-Identifier: Apache-2.0
// The line of a note that a question asks for in the note's own words, for when the model finds
// none. Rules: docs/protocols/memory.md, section Asked in the note's own words.
#pragma once

#include <optional>
#include <string_view>

#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/question.h"

namespace tiles::memory {

// Nothing when the question is another one, or when it could mean another line.
std::optional<AskedLines> lines_asked_for(const Question& question, const AskedNote& note,
                                          const TitleOfLink& title_of_link);

// The value as a person would read it: links by what they show.
std::string readable_value(const KeyedLine& line, std::string_view path,
                           const TitleOfLink& title_of_link);

}  // namespace tiles::memory
