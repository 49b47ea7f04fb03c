// SPDX-License-Identifier: Apache-2.0
// Questions whose answer is counted from a date in a note: how old, how many days until, which
// weekday. Rules: docs/protocols/memory.md, section Asked in the note's own words.
#pragma once

#include <chrono>
#include <optional>

#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/question.h"

namespace tiles::memory {

// "39 (12 March 1987)": the result and the date as the line has it. Nothing when several lines
// could be meant, or the date could mean several days.
std::optional<AskedLines> reckoned_date(const Question& question, const AskedNote& note,
                                        const TitleOfLink& title_of_link,
                                        std::chrono::sys_days today);

}  // namespace tiles::memory
