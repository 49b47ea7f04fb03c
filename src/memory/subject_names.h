// SPDX-License-Identifier: Apache-2.0
// What a message may call a note.
#pragma once

#include <string>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// Folded words: its title, each part of it, and what user.md calls it ("my wife").
std::vector<std::vector<std::string>> subject_names(const NamedPath& note,
                                                    const std::vector<NamedPath>& relations);

}  // namespace tiles::memory
