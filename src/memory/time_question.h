// SPDX-License-Identifier: Apache-2.0
// Questions that are answered by counting from a date among other words of a line, for lines that
// the reader chose. Rules: docs/protocols/memory.md, section The reader.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::memory {

struct TimeQuestion {
  enum class Kind : std::uint8_t {
    Age,      // Of somebody who was born then, on `on`.
    Until,    // "how long until the exam".
    Since,    // "how long have I been married".
    Between,  // "how many nights": from one date of the line to the other.
    Weekday,
    Due,  // "when is the next one due": of "every 3 months, last 2026-10-14".
  };
  Kind kind = Kind::Age;
  std::chrono::sys_days today;
  std::optional<std::chrono::sys_days> on;  // Age: another day than today.
  bool is_next_birthday = false;            // Age: on it.
  bool is_past = false;                     // Weekday: of the day itself, not of its next time.
  enum class Unit : std::uint8_t { Any, Days, Weeks, Months, Years } unit = Unit::Any;
};

// The message without "(today is 2026-11-29)", and the day that it says it is.
struct Dated {
  std::string message;
  std::chrono::sys_days today;
};
Dated without_today(std::string_view message, std::chrono::sys_days today);

// Nothing for a question that is about no count of time.
std::optional<TimeQuestion> time_question(std::string_view message, std::chrono::sys_days today);

// "whose birthdays are in March", "who was born in May": not of one year or day.
std::optional<std::chrono::month> birth_month_asked_for(std::string_view message);

// "75 days (2027-02-13)". Nothing when the text has no date for it, or more than one.
std::optional<std::string> told_in_time(const TimeQuestion& question, std::string_view text);

}  // namespace tiles::memory
