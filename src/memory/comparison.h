// SPDX-License-Identifier: Apache-2.0
// "who is older, Ana or Ben?", "is the gym cheaper than the pool?": what is compared, and how.
// Rules: docs/protocols/memory.md, section The reader.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/quantity.h"

namespace tiles::memory {

struct Comparison {
  enum class By : std::uint8_t {
    Age,     // The earlier birth or the greater age is the more.
    Moment,  // A date, or a time of the day; the earlier is the less.
    Amount,
    Money,
  };
  By by = By::Amount;
  bool wants_more = true;
  bool is_plain = true;             // The word can mean nothing else; "first" and "more" can.
  bool asks_for_a_verdict = false;  // "is Ana older than Ben?": yes when the first is it.
  // What the reader is asked of each, "*" in the place of its name; empty: the message.
  std::string asked = {};
};

// Nothing for a message that does not compare.
std::optional<Comparison> comparison_asked_for(std::string_view message);

// The two sides of an "or" or a "than", as the message has them; empty where it has none. Views
// into `message`.
std::vector<std::string_view> sides_of(std::string_view message);

// What a line has to be compared by; nothing where it has none.
std::optional<Quantity> quantity_of(const Comparison& comparison, std::string_view value);

// Greater where `one` is more by the comparison.
double more_by(const Comparison& comparison, const Quantity& one, const Quantity& other);

}  // namespace tiles::memory
