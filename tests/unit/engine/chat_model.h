// SPDX-License-Identifier: Apache-2.0
// The real chat model; ./dev gives its path in TILES_CHAT_MODEL.
#pragma once

#include <string>
#include <vector>

#include "engine/completion.h"
#include "engine/model.h"

namespace tiles::engine::testing {

std::string chat_model_path();
// Loaded once for each process.
const Model& chat_model();

// What one completion gave.
struct Answer {
  std::string text;
  std::string reasoning;
  std::vector<std::string> control_tokens;
  std::vector<ToolCall> tool_calls;
  Finish finish;
};
Result<Answer> ask(Completion& completion, CompletionRequest request);

// A chat of one user message, greedy, at most `tokens_max` tokens.
CompletionRequest user_says(std::string text, std::uint32_t tokens_max);

}  // namespace tiles::engine::testing
