// SPDX-License-Identifier: Apache-2.0
#include "engine/chat_answer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tiles::engine {
namespace {

std::string told(std::string_view body) {
  std::string text;
  const auto finish = read_chat_answer(body, [&](const CompletionEvent& event) {
    if (const auto* delta = std::get_if<TextDelta>(&event)) text += "text " + delta->text + ";";
    if (const auto* delta = std::get_if<ReasoningDelta>(&event)) text += "why " + delta->text + ";";
    if (const auto* call = std::get_if<ToolCall>(&event)) {
      text += "call " + call->id + " " + call->name + " " + call->arguments + ";";
    }
    if (std::holds_alternative<TokenChoice>(event)) text += "token;";
    if (const auto* end = std::get_if<Finish>(&event)) {
      text += "end " + std::to_string(static_cast<int>(end->reason));
    }
  });
  return finish ? text : "error " + std::string(error_code_name(finish.error().code()));
}

TEST(ChatAnswer, TextAndReasonAndProbabilitiesAreTold) {
  EXPECT_EQ(
      told(R"({"choices":[{"message":{"content":"Volvo","reasoning_content":"r"},)"
           R"("finish_reason":"stop","logprobs":{"content":[{"logprob":-1},{"logprob":0}]}}]})"),
      "token;token;why r;text Volvo;end 0");
  EXPECT_EQ(told(R"({"choices":[{"message":{"content":"V"},"finish_reason":"length"}]})"),
            "text V;end 1");
}

TEST(ChatAnswer, CallsAreTold) {
  EXPECT_EQ(told(R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","function":)"
                 R"({"name":"python","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})"),
            "call c1 python {};end 3");
}

TEST(ChatAnswer, WhatIsNoAnswerIsCorrupt) {
  for (const char* body : {"", "[]", "{}", R"({"choices":[]})", R"({"choices":[1]})",
                           R"({"choices":[{"message":"x"}]})", R"({"error":{"message":"busy"}})"}) {
    EXPECT_EQ(told(body), "error corrupt") << body;
  }
}

TEST(ChatAnswer, PartsOfAnotherKindAreReadOver) {
  EXPECT_EQ(told(R"({"choices":[{"message":{"content":7,"tool_calls":[7,{"function":7}]},)"
                 R"("logprobs":{"content":[7,{"logprob":"x"}]}}]})"),
            "call   ;end 0");
}

}  // namespace
}  // namespace tiles::engine
