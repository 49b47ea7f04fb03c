// SPDX-License-Identifier: Apache-2.0
// What a message says of the names of notes: that one has a new name, or that two are of one and
// the same. Rules: docs/protocols/memory.md, section Names that change.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// The full new name of `note`, the only one that the message mentions: "Ana Diaz" for "Ana Ruiz
// got married, she's Ana Diaz now". Nothing when the message says anything else.
std::optional<std::string> new_name_told(std::string_view message, const NamedPath& note,
                                         const std::vector<NamedPath>& relations);

// Which of the two notes is to hold both: "merge Bill into William Hale", "Bill and William Hale
// are the same person" (the longer name). Nothing when the message says anything else.
std::optional<std::size_t> kept_of_two(std::string_view message,
                                       const std::vector<NamedPath>& notes);

}  // namespace tiles::memory
