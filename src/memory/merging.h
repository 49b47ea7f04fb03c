// SPDX-License-Identifier: Apache-2.0
// Messages that say that two notes are of one and the same. Rules: docs/protocols/memory.md,
// section Names that change.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// Which of the two notes is to hold both: "merge Bill into William Hale", "Bill and William Hale
// are the same person" (the longer name). Nothing when the message says anything else.
std::optional<std::size_t> kept_of_two(std::string_view message,
                                       const std::vector<NamedPath>& notes);

}  // namespace tiles::memory
