// SPDX-License-Identifier: Apache-2.0
// The question which of several notes is meant: the host knows their names better than the model.
// Rules: docs/protocols/memory.md, section Which one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// `question` when it names no note of the candidates or all that the message may mean; else
// "Tom Berg, Tom Hale or Tom Reed?". `candidates`: those of the view.
std::string with_all_candidates(std::string_view question, std::string_view message,
                                const std::vector<NamedPath>& candidates);

// Those candidates of which a message that calls them alike, "Tom" or "my brother", may mean any;
// none where one is named in full. `relations`: "my brother".
std::vector<NamedPath> named_alike(std::string_view message,
                                   const std::vector<NamedPath>& candidates,
                                   const std::vector<NamedPath>& relations);

// Which of them the message tells apart, "Tom from the choir": the only one that has telling words
// of it, beside those of the names. `words`: folded, what is known of each.
std::optional<std::size_t> told_apart(std::string_view message,
                                      const std::vector<NamedPath>& candidates,
                                      const std::vector<std::vector<std::string>>& words);

// "Tom Berg or Tom Hale?"
std::string which_one(const std::vector<NamedPath>& candidates);

}  // namespace tiles::memory
