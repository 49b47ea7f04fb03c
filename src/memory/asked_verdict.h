// SPDX-License-Identifier: Apache-2.0
// Questions whether a note says something: "is my car a Volvo?". Rules: docs/protocols/memory.md,
// section Asked in the note's own words.
#pragma once

#include <optional>
#include <string_view>

#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/question.h"

namespace tiles::memory {

// `text`: the message as it was written. "Yes, Volvo", "No, Fiat"; nothing when the question says
// more than a key and a value, or asks for a value that may be true beside the note's.
std::optional<AskedLines> verdict_asked_for(std::string_view text, const Question& question,
                                            const AskedNote& note,
                                            const TitleOfLink& title_of_link);

}  // namespace tiles::memory
