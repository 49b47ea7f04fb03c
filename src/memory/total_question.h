// SPDX-License-Identifier: Apache-2.0
// Questions for what several lines make together: a sum, a count, the one with the most. Rules:
// docs/protocols/memory.md, section The reader.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/quantity.h"

namespace tiles::memory {

struct TotalQuestion {
  enum class Kind : std::uint8_t { Sum, Count, Most, Least };
  Kind kind = Kind::Count;
  WantedAmount wanted = WantedAmount::Any;  // Of what; counts have no amounts.
  std::string unit;                         // The base unit that is asked for; empty: any.
  std::string shown;                        // In which unit: "hours", "km"; empty: any.
  // The telling words that say of what: without those that ask for a sum or a count.
  std::vector<std::string> about;
  std::vector<std::string> left_out;  // "without the insurance".
  std::vector<std::string> words;     // All telling words.
};

// Nothing for a question for one thing. `message`: as the user wrote it.
std::optional<TotalQuestion> total_question(std::string_view message);

}  // namespace tiles::memory
