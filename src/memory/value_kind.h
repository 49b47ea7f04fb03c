// SPDX-License-Identifier: Apache-2.0
// What kind of thing the value of a fact is, as far as its form shows.
#pragma once

#include <cstdint>

#include "memory/keyed_lines.h"

namespace tiles::memory {

enum class ValueKind : std::uint8_t {
  Link,  // Nothing but links.
  Date,  // A day or a time of the year: 2026-11-29, 29.11.2026, 29 November.
  Other,
};

ValueKind kind_of(const KeyedLine& line);

}  // namespace tiles::memory
