// SPDX-License-Identifier: Apache-2.0
// mem-agent's kin is answered with the variables that a block assigned, as a dictionary.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

inline constexpr std::size_t kAssignedNamesMax = 32;

// Names that lines of `code` assign (`x = …`, `x: T = …`, `x, y = …`), each once, in order.
std::vector<std::string> assigned_names(std::string_view code);

// `code` followed by an expression whose value is the dictionary of its assigned names.
std::string with_assigned_values(std::string_view code);

}  // namespace tiles::memory
