// SPDX-License-Identifier: Apache-2.0
#include "models/prompt_template.h"

#include <utility>

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

Json to_json(const PromptMessage& message) {
  return Json{{"Role", message.role},
              {"Content", message.content},
              {"Thinking", message.thinking},
              {"Images", Json::array()},
              {"ToolCalls", Json::array()},
              {"ToolName", message.tool_name},
              {"ToolCallID", message.tool_call_id}};
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
                                           PromptThinking thinking,
                                           const GoTemplate::Today& today) const {
  const bool thinks = thinking == PromptThinking::Allowed &&
                      (whole_.mentions("Think") || whole_.mentions("Thinking"));
  Json variables{{"Think", thinks}, {"ThinkLevel", ""}, {"IsThinkSet", thinks}};
  const std::vector<PromptMessage> joined = with_neighbours_joined(messages);
  if (style_ == Style::Exchanges) return render_exchanges(joined, std::move(variables), today);
  variables["System"] = all_system_texts(messages);
  variables["Messages"] = Json::array();
  for (const PromptMessage& message : joined) variables["Messages"].push_back(to_json(message));
  variables["Tools"] = Json::array();
  variables["Response"] = "";
  return whole_.render(variables, today);
}

Result<std::string> PromptTemplate::render_exchanges(const std::vector<PromptMessage>& messages,
                                                     Json variables,
                                                     const GoTemplate::Today& today) const {
  std::string prompt;
  PromptMessage system, question, answer;
  const auto render_exchange = [&](const GoTemplate& part) -> Result<void> {
    variables["System"] = std::exchange(system.content, {});
    variables["Prompt"] = std::exchange(question.content, {});
    variables["Response"] = std::exchange(answer.content, {});
    prompt += TILES_TRY(part.render(variables, today));
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

}  // namespace tiles::models
