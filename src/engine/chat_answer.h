// SPDX-License-Identifier: Apache-2.0
// The answer of a server that speaks OpenAI's interface, as the events of a completion. Source:
// OpenAI's API reference, "The chat completion object", as llama.cpp's server and vLLM have it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/completion.h"

namespace tiles::engine {

// Tells the sink what the first choice holds; Finish is the last event. Errors: Corrupt, before any
// event.
Result<Finish> read_chat_answer(std::string_view body, const EventSink& sink);

}  // namespace tiles::engine
