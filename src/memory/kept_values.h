// SPDX-License-Identifier: Apache-2.0
// Facts of which a person has several: a new value does not drive out the old one unless the
// message says that something changed. Rule: docs/protocols/memory.md, section Kept values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

// `after` with the lines of `before` put back that the edit replaced and should have kept.
std::string with_kept_values(std::string_view before, std::string_view after,
                             std::string_view message);

// Whether the message has a word with which people say that something is not as it was. `message`:
// folded words.
bool speaks_of_change(const std::vector<std::string>& message);

}  // namespace tiles::memory
