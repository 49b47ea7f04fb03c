// SPDX-License-Identifier: Apache-2.0
#include "chat_model.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/assert.h"

namespace tiles::engine::testing {

std::string chat_model_path() {
  const char* path = std::getenv("TILES_CHAT_MODEL");
  EXPECT_NE(path, nullptr) << "TILES_CHAT_MODEL is not set";
  return path != nullptr ? path : "";
}

const Model& chat_model() {
  static const Model model = [] {
    auto loaded = Model::load(chat_model_path());
    EXPECT_TRUE(loaded.has_value()) << (loaded ? "" : loaded.error().text());
    TILES_ASSERT(loaded.has_value());
    return *std::move(loaded);
  }();
  return model;
}

Result<Answer> ask(Completion& completion, CompletionRequest request) {
  Answer answer;
  answer.finish =
      TILES_TRY(complete(completion, std::move(request), [&](const CompletionEvent& event) {
        if (const auto* text = std::get_if<TextDelta>(&event)) answer.text += text->text;
        if (const auto* text = std::get_if<ReasoningDelta>(&event)) answer.reasoning += text->text;
        if (const auto* token = std::get_if<ControlToken>(&event)) {
          answer.control_tokens.push_back(token->text);
        }
        if (const auto* call = std::get_if<ToolCall>(&event)) answer.tool_calls.push_back(*call);
      }));
  return answer;
}

CompletionRequest user_says(std::string text, std::uint32_t tokens_max) {
  CompletionRequest request;
  request.prompt = ChatPrompt{{{.role = Role::System, .content = "Answer in one short sentence."},
                               {.role = Role::User, .content = std::move(text)}}};
  request.sampling.temperature = 0.0f;
  request.tokens_max = tokens_max;
  return request;
}

}  // namespace tiles::engine::testing
