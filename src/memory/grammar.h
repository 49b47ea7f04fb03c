// SPDX-License-Identifier: Apache-2.0
// GBNF under which a model cannot malform a turn: docs/protocols/memory.md.
#pragma once

#include <cstddef>
#include <string>

namespace tiles::memory {

inline constexpr std::size_t kThinkCharactersMax = 100;  // Of the in-house model.

// Tags are control tokens; no control token can stand where text is due.
std::string in_house_grammar();

// Tags are text. The thought may have been opened by the chat template.
std::string mem_agent_grammar();

}  // namespace tiles::memory
