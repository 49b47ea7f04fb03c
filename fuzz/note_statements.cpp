// SPDX-License-Identifier: Apache-2.0
// The first line is the message, the rest a note, both UTF-8 as the host and the vault make them.
// Each statement is of a line of the note, and what is found in a text lies in it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "memory/comparison.h"
#include "memory/found_dates.h"
#include "memory/message_parts.h"
#include "memory/note_statements.h"
#include "memory/time_question.h"
#include "memory/value_items.h"

namespace {

using tiles::memory::comparison_asked_for;
using tiles::memory::dates_in;
using tiles::memory::FoundDate;
using tiles::memory::quantity_of;
using tiles::memory::time_question;
using tiles::memory::told_in_time;
using tiles::memory::value_items;
using tiles::memory::with_spoken_item;
using tiles::memory::without_dates;
using tiles::memory::without_spoken_items;

void check(bool is_so) {
  if (!is_so) std::abort();
}

bool lies_in(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

// What the message asks for, once for all values.
struct Asked {
  std::string_view message;
  std::optional<tiles::memory::TimeQuestion> time;
  std::optional<tiles::memory::Comparison> comparison;
};

void check_value(const Asked& asked, std::string_view value) {
  for (const FoundDate& date : dates_in(value)) {
    check(date.begin < date.end && date.end <= value.size());
  }
  check(without_dates(value).size() == value.size());
  for (const std::string_view item : value_items(value)) check(lies_in(item, value));
  const bool has_opening = asked.message.empty();
  const auto kept = without_spoken_items(value, asked.message, has_opening);
  check(!kept || kept->size() <= 2 * value.size());
  with_spoken_item(value, asked.message, "40");
  if (asked.time) told_in_time(*asked.time, value);
  if (asked.comparison) {
    const auto quantity = quantity_of(*asked.comparison, value);
    check(!quantity || are_comparable(*quantity, *quantity));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  const std::string message = tiles::to_valid_utf8(input.substr(0, end));
  const std::string note =
      end == std::string_view::npos ? "" : tiles::to_valid_utf8(input.substr(end + 1));
  const auto no_title = [](std::string_view, std::string_view) { return std::string(); };
  for (const std::string_view part : tiles::memory::message_parts(message)) {
    check(!part.empty() && lies_in(part, message));
  }
  for (const std::string_view side : tiles::memory::sides_of(message)) {
    check(lies_in(side, message));
  }
  const auto today = std::chrono::sys_days(std::chrono::year(2026) / 11 / 30);
  const Asked asked{message, time_question(message, today), comparison_asked_for(message)};
  for (const auto& said : tiles::memory::note_statements({"a.md", note, {}, {}}, no_title)) {
    check(note.find(said.line.text) != std::string::npos);
    check(!said.line.value_text.empty());
    check_value(asked, said.line.value_text);
  }
  return 0;
}
