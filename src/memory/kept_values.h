// SPDX-License-Identifier: Apache-2.0
// Facts of which a person has several: a new value does not drive out the old one unless the
// message says that something changed. Rule: docs/protocols/memory.md, section Kept values.
#pragma once

#include <string>
#include <string_view>

namespace tiles::memory {

// `after` with the lines of `before` put back that the edit replaced and should have kept.
std::string with_kept_values(std::string_view before, std::string_view after,
                             std::string_view message);

}  // namespace tiles::memory
