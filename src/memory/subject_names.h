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

// The single words of title, aliases and relations by which a message may name the note at `path`.
std::vector<std::string> naming_words(const std::string& path, const NameIndex& names,
                                      const std::vector<NamedPath>& relations);

}  // namespace tiles::memory
