// SPDX-License-Identifier: Apache-2.0
// The parts of a message that each may tell something of their own. Rules:
// docs/protocols/memory.md, section What the reader changes.
#pragma once

#include <string_view>
#include <vector>

namespace tiles::memory {

// Its sentences, and what "and", "plus", "also" or ";" joins to one, where a new subject follows:
// "I moved to Porto and my wife works at Acme". Views into `message`, without blanks at their ends.
std::vector<std::string_view> message_parts(std::string_view message);

}  // namespace tiles::memory
