// SPDX-License-Identifier: Apache-2.0
// What a message says of the name of a note. Rules: docs/protocols/memory.md, section Names that
// change.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// Whether it is short enough, asks nothing and denies nothing.
bool may_tell_of_names(std::string_view message);

// The full new name of `note`, the only one that the message mentions: "Ana Diaz" for "Ana Ruiz
// got married, she's Ana Diaz now". Nothing when the message says anything else.
std::optional<std::string> new_name_told(std::string_view message, const NamedPath& note,
                                         const std::vector<NamedPath>& relations);

}  // namespace tiles::memory
