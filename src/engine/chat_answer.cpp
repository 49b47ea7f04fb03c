// SPDX-License-Identifier: Apache-2.0
#include "engine/chat_answer.h"

#include <algorithm>
#include <string>

#include "base/json.h"
#include "base/text.h"

namespace tiles::engine {
namespace {

std::string text_at(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                       : "";
}

tl::unexpected<Error> no_answer(std::string_view body) {
  return fail(ErrorCode::Corrupt,
              "the server answered what is no chat completion: " + shown_in_quotes(body));
}

void tell_probabilities(const Json& choice, const EventSink& sink) {
  if (!choice.contains("logprobs") || !choice["logprobs"].is_object()) return;
  const Json& logprobs = choice["logprobs"];
  if (!logprobs.contains("content") || !logprobs["content"].is_array()) return;
  for (const Json& token : logprobs["content"]) {
    if (!token.is_object() || !token.contains("logprob") || !token["logprob"].is_number()) continue;
    sink(TokenChoice{.log_probability = std::min(0.0F, token["logprob"].get<float>())});
  }
}

void tell_calls(const Json& message, const EventSink& sink) {
  if (!message.contains("tool_calls") || !message["tool_calls"].is_array()) return;
  for (const Json& call : message["tool_calls"]) {
    if (!call.is_object() || !call.contains("function")) continue;
    sink(ToolCall{text_at(call, "id"), text_at(call["function"], "name"),
                  text_at(call["function"], "arguments")});
  }
}

FinishReason reason_of(const std::string& name) {
  if (name == "length") return FinishReason::Length;
  return name == "tool_calls" ? FinishReason::ToolCalls : FinishReason::Stop;
}

}  // namespace

Result<Finish> read_chat_answer(std::string_view body, const EventSink& sink) {
  const auto json = parse_json(body);
  if (!json || !json->is_object() || !json->contains("choices") || !(*json)["choices"].is_array() ||
      (*json)["choices"].empty()) {
    return no_answer(body);
  }
  const Json& choice = (*json)["choices"][0];
  if (!choice.is_object() || !choice.contains("message") || !choice["message"].is_object()) {
    return no_answer(body);
  }
  const Json& message = choice["message"];
  tell_probabilities(choice, sink);
  const std::string reasoning = text_at(message, "reasoning_content");
  if (!reasoning.empty()) sink(ReasoningDelta{reasoning});
  const std::string content = text_at(message, "content");
  if (!content.empty()) sink(TextDelta{content});
  tell_calls(message, sink);
  Finish finish{reason_of(text_at(choice, "finish_reason")), {}};
  sink(finish);
  return finish;
}

}  // namespace tiles::engine
