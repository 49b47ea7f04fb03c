// SPDX-License-Identifier: Apache-2.0
// What the user's own note calls other notes. Rules: docs/protocols/memory.md, section View.
#pragma once

#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// For each line `- wife: [[path]]` of `user.md`: the note's path and "my wife".
std::vector<NamedPath> relations_in(std::string_view user_text);

// These, and what else people say for them: "my missus", "our wife", "Mum" for "mother".
std::vector<NamedPath> spoken_relations(std::string_view user_text);

}  // namespace tiles::memory
