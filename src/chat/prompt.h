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

// The newest message with what was recalled for it; the message alone without facts. A recalled
// line stands as it is in its note, links spelt as titles: small models copy what stands near.
std::string message_with_facts(std::string_view message, const std::vector<memory::Fact>& facts);

}  // namespace tiles::chat
