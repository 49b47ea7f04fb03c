// SPDX-License-Identifier: Apache-2.0
#include "models/prompt_template.h"

#include <algorithm>
#include <utility>

#include "models/go_escape.h"
#include "models/tool_values.h"

namespace tiles::models {

namespace {

constexpr std::string_view kMessageSeparator = "\n\n";

std::vector<PromptMessage> with_neighbours_joined(const std::vector<PromptMessage>& messages) {
  std::vector<PromptMessage> joined;
  for (const PromptMessage& message : messages) {
    if (!joined.empty() && joined.back().role == message.role && message.role != "tool") {
      joined.back().content.append(kMessageSeparator).append(message.content);
    } else {
      joined.push_back(message);
    }
  }
  return joined;
}

std::string all_system_texts(const std::vector<PromptMessage>& messages) {
  std::string text;
  bool is_first = true;
  for (const PromptMessage& message : messages) {
    if (message.role != "system") continue;
    if (!std::exchange(is_first, false)) text += kMessageSeparator;
    text += message.content;
  }
  return text;
}

GoValue text_value(std::string_view text) { return GoValue(std::string(text)); }

GoValue to_value(const PromptToolCall& call) {
  GoValue arguments = GoValue::from_json(call.arguments);
  std::string written = go_json(arguments);
  GoMap function{{"Name", text_value(call.name)},
                 {"Arguments", std::move(arguments).spelled(std::move(written))}};
  return GoValue(GoMap{{"ID", text_value("")}, {"Function", GoValue(std::move(function))}});
}

GoValue to_value(const PromptMessage& message) {
  GoList calls;
  for (const PromptToolCall& call : message.tool_calls) calls.push_back(to_value(call));
  return GoValue(GoMap{{"Role", text_value(message.role)},
                       {"Content", text_value(message.content)},
                       {"Thinking", text_value(message.thinking)},
                       {"Images", GoValue(GoList())},
                       {"ToolCalls", GoValue(std::move(calls))},
                       {"ToolName", text_value(message.tool_name)},
                       {"ToolCallID", text_value(message.tool_call_id)}});
}

GoList to_values(const std::vector<PromptMessage>& messages) {
  GoList values;
  for (const PromptMessage& message : messages) values.push_back(to_value(message));
  return values;
}

}  // namespace

Result<PromptTemplate> PromptTemplate::parse(std::string_view text) {
  GoTemplate whole = TILES_TRY(GoTemplate::parse(text));
  if (whole.mentions("Messages")) {
    GoTemplate same = whole;
    return PromptTemplate(std::move(whole), std::move(same), Style::Messages);
  }
  if (!whole.mentions("Response")) {
    whole = TILES_TRY(GoTemplate::parse(std::string(text) + "{{ .Response }}"));
  }
  GoTemplate last = whole.cut_after("Response");
  return PromptTemplate(std::move(whole), std::move(last), Style::Exchanges);
}

Result<std::string> PromptTemplate::render(const std::vector<PromptMessage>& messages,
                                           PromptThinking thinking, const GoTemplate::Today& today,
                                           const std::vector<PromptTool>& tools) const {
  const bool thinks = thinking == PromptThinking::Allowed &&
                      (whole_.mentions("Think") || whole_.mentions("Thinking"));
  GoMap variables{
      {"Think", GoValue(thinks)}, {"ThinkLevel", text_value("")}, {"IsThinkSet", GoValue(thinks)}};
  const std::vector<PromptMessage> joined = with_neighbours_joined(messages);
  if (style_ == Style::Exchanges) return render_exchanges(joined, std::move(variables), today);
  variables["System"] = text_value(all_system_texts(messages));
  variables["Messages"] = GoValue(to_values(joined));
  variables["Tools"] = tools_value(tools);
  variables["Response"] = text_value("");
  return whole_.render(GoValue(std::move(variables)), today);
}

Result<std::string> PromptTemplate::render_exchanges(const std::vector<PromptMessage>& messages,
                                                     GoMap variables,
                                                     const GoTemplate::Today& today) const {
  std::string prompt;
  PromptMessage system, question, answer;
  const auto render_exchange = [&](const GoTemplate& part) -> Result<void> {
    variables["System"] = text_value(std::exchange(system.content, {}));
    variables["Prompt"] = text_value(std::exchange(question.content, {}));
    variables["Response"] = text_value(std::exchange(answer.content, {}));
    prompt += TILES_TRY(part.render(GoValue(variables), today));
    return {};
  };
  for (const PromptMessage& message : messages) {
    const bool begins_exchange =
        (message.role == "system" && !(question.content.empty() && answer.content.empty())) ||
        (message.role == "user" && !answer.content.empty());
    if (begins_exchange) TILES_CHECK(render_exchange(whole_));
    if (message.role == "system") system = message;
    if (message.role == "user") question = message;
    if (message.role == "assistant") answer = message;
  }
  TILES_CHECK(render_exchange(last_));
  return prompt;
}

std::optional<ShownToolCall> PromptTemplate::shown_tool_call() const {
  constexpr std::string_view kName = "tiles_name_of_a_tool";
  constexpr std::string_view kValue = "tiles_value_of_a_tool";
  const std::vector<PromptMessage> chat = {
      {.role = "user", .content = "?"},
      {.role = "assistant",
       .content = "",
       .tool_calls = {{.name = std::string(kName), .arguments = {{"key", kValue}}}}}};
  const auto today = [] { return 0L; };
  const auto with_call = render(chat, PromptThinking::Off, today);
  const auto without = render({chat.front()}, PromptThinking::Off, today);
  if (!with_call || !without) return std::nullopt;
  // What the template puts where an answer begins stands in both.
  const auto [rest, same] = std::ranges::mismatch(*with_call, *without);
  return shown_in({rest, with_call->end()}, kName, kValue);
}

}  // namespace tiles::models
