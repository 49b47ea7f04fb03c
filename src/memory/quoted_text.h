// SPDX-License-Identifier: Apache-2.0
// Parts of a message that look like somebody else's words. Rules: docs/protocols/memory.md, section
// Untrusted text.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "memory/agent.h"

namespace tiles::memory {

// Fewer words in quotes are a title or a saying of the user's own.
inline constexpr std::size_t kQuotedWordsMin = 6;

// In order; they do not overlap.
std::vector<TextSpan> quoted_spans(std::string_view message);

}  // namespace tiles::memory
