// SPDX-License-Identifier: Apache-2.0
// The dates that stand in a text among other words.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/noted_date.h"

namespace tiles::memory {

struct FoundDate {
  // As read_noted_date() has it; of "May 2021" and of a year alone the first day.
  NotedDate date;
  enum class Exact { Day, Month, Year } exact = Exact::Day;
  std::size_t begin = 0;  // Of the text, in bytes.
  std::size_t end = 0;
};

// The text, or of a longer one the whole words of its first 4,096 bytes: no more is looked through.
std::string_view searched_part(std::string_view text);

// In order. A year counts alone only behind "since", "in", "from" or where it is all of the text.
std::vector<FoundDate> dates_in(std::string_view text);

// The text with blanks in the place of its dates.
std::string without_dates(std::string_view text);

}  // namespace tiles::memory
