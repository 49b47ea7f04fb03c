// SPDX-License-Identifier: Apache-2.0
// For "did you mean".
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace tilekit {

// The one of `known` that is nearest to `word`, letter case aside, when at most two letters must be
// added, left out or replaced, and no more than half of them.
std::optional<std::string_view> near_word(std::string_view word,
                                          std::span<const std::string_view> known);

}  // namespace tilekit
