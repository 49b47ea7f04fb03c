// SPDX-License-Identifier: Apache-2.0
// The words around a conversation: what the chat model is told beside the user's messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memory/outcome.h"

namespace tiles::chat {

// The same for the whole conversation, so that the model's cache of the prompt's start survives.
std::string_view system_prompt();

// The newest message with what was recalled for it, as short sentences before it; the message alone
// without facts. Of about 16 forms tried on the default chat model this one was answered best: 12
// of 12 questions with the value of their fact, others 7 to 11. The same 12 chose it: expect fewer.
std::string message_with_facts(std::string_view message, const std::vector<memory::Fact>& facts);

}  // namespace tiles::chat
