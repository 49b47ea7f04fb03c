// SPDX-License-Identifier: Apache-2.0
// Protocol tags that stand in data are made harmless before a model sees them.
// Rule: docs/protocols/memory.md, section Result.
#pragma once

#include <string>
#include <string_view>

namespace tiles::memory {

// `<` becomes `‹` where it opens one of the protocol's tags, opening or closing; all else stays.
std::string escape_tags(std::string_view text);

}  // namespace tiles::memory
