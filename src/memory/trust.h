// SPDX-License-Identifier: Apache-2.0
// Whether a change rests on text that the user did not write. Rules: docs/protocols/memory.md,
// section Untrusted text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/agent.h"
#include "vault/change.h"

namespace tiles::memory {

struct SourceText {
  std::string trusted;
  std::string untrusted;
};

// Errors: Invalid when a span does not lie in the message.
Result<SourceText> divide_message(std::string_view message, const std::vector<TextSpan>& untrusted);

bool rests_on_untrusted(const std::vector<vault::Change>& changes, const SourceText& source);

}  // namespace tiles::memory
