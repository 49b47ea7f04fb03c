// SPDX-License-Identifier: Apache-2.0
// The question which of several notes is meant: the host knows their names better than the model.
// Rules: docs/protocols/memory.md, section Which one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/name_index.h"

namespace tiles::memory {

// `question` when it names no note of the candidates or all that the message may mean; else
// "Tom Berg, Tom Hale or Tom Reed?". `candidates`: those of the view.
std::string with_all_candidates(std::string_view question, std::string_view message,
                                const std::vector<NamedPath>& candidates);

}  // namespace tiles::memory
