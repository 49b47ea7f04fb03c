// SPDX-License-Identifier: Apache-2.0
// Questions whose answer is counted from a date in a note: how old, how many days until, which
// weekday. Rules: docs/protocols/memory.md, section Asked in the note's own words.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "memory/asked_note.h"
#include "memory/grounding.h"
#include "memory/question.h"

namespace tiles::memory {

enum class Reckoning : std::uint8_t { Age, Days, Weekday };

// What is to be counted; nothing for a question that asks for something else, or for more.
std::optional<Reckoning> reckoning_asked_for(const Question& question);

// "39 (12 March 1987)": the result and the date as the line has it. Nothing when several lines
// could be meant, or the date could mean several days.
std::optional<AskedLines> reckoned_date(const Question& question, const AskedNote& note,
                                        const TitleOfLink& title_of_link,
                                        std::chrono::sys_days today);

// The same for a line that is known to be meant. Nothing when its value does not tell.
std::optional<std::string> reckoned(Reckoning reckoning, const KeyedLine& line,
                                    const std::string& value, std::chrono::sys_days today);

}  // namespace tiles::memory
