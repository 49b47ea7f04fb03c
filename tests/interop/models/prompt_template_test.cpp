// SPDX-License-Identifier: Apache-2.0
// Prompts that TEMPLATE makes of chats, against Ollama's own code.
#include "models/prompt_template.h"

#include <gtest/gtest.h>

#include <array>

#include "oracle.h"

namespace tiles::models {
namespace {

constexpr std::array kTemplates = {
    "{{ .Prompt }}",
    "{{ .System }} {{ .Prompt }}",
    "{{ if .System }}<s>{{ .System }}</s>{{ end }}{{ if .Prompt }}<u>{{ .Prompt }}</u>{{ end }}<a>"
    "{{ .Response }}</a>",
    "{{- if .System }}[{{ .System }}]{{ end }}\n{{ .Prompt }}\n{{ if .Response }}R{{ .Response }}"
    "{{ end }} tail",
    "{{ with .Response }}({{ . }}){{ end }}{{ .Prompt }}",
    // With an else here Ollama's code panics.
    "{{ .Prompt }}{{ if .System }}a{{ .Response }}b{{ end }}e",
    "{{ .Response }}{{ .Prompt }}",
    "{{ range .Messages }}<|{{ .Role }}|>{{ .Content }}<|end|>{{ end }}<|assistant|>",
    "{{ .System }}|{{ range $i, $m := .Messages }}{{ if eq $m.Role \"user\" }}U{{ $i }}:"
    "{{ $m.Content }}{{ else }}{{ $m.Role }}{{ end }},{{ end }}{{ .Response }}",
    "{{ range .Messages }}{{ if eq .Role \"system\" }}{{ continue }}{{ end }}{{ .Content }}"
    "{{ .Thinking }}{{ len .ToolCalls }};{{ end }}{{ if .Tools }}tools{{ end }}",
    "{{ $last := len .Messages }}{{ $last }}{{ (index .Messages 0).Content }}",
    "{{ define \"m\" }}<{{ .Content }}>{{ end }}{{ range .Messages }}{{ template \"m\" . }}{{ end "
    "}}",
    "{{ if .Think }}t{{ end }}{{ .ThinkLevel }}{{ if .IsThinkSet }}s{{ end }}{{ .Prompt }}",
    "{{ if }}",
    "{{ .Prompt",
    "{{ nothing .Prompt }}",
};

using Chat = std::vector<PromptMessage>;

std::vector<Chat> chats() {
  const PromptMessage system{.role = "system", .content = "be brief"};
  const PromptMessage hi{.role = "user", .content = "hi \"there\" <b>"};
  const PromptMessage ho{.role = "assistant", .content = "ho\n"};
  const PromptMessage more{.role = "user", .content = "more"};
  return {{hi},
          {system, hi},
          {system, hi, ho, more},
          {hi, ho, more, ho, more},
          {system, system, hi, more},
          {hi, ho, system, more},
          {hi, system, ho},
          {hi, ho}};
}

Json json_of(const PromptMessage& message) {
  Json json = {{"role", message.role}, {"content", message.content}};
  for (const PromptToolCall& call : message.tool_calls) {
    json["tool_calls"].push_back(
        {{"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  }
  if (!message.tool_name.empty()) json["tool_name"] = message.tool_name;
  return json;
}

std::string question_of(const char* text, const Chat& chat,
                        const std::vector<PromptTool>& tools = {}) {
  Json messages = Json::array();
  for (const PromptMessage& message : chat) messages.push_back(json_of(message));
  Json list = Json::array();
  for (const PromptTool& tool : tools) {
    list.push_back({{"type", "function"},
                    {"function",
                     {{"name", tool.name},
                      {"description", tool.description},
                      {"parameters", tool.parameters}}}});
  }
  return print_json({{"template", text}, {"messages", messages}, {"tools", list}});
}

// What Ollama 0.17.4 prints of one tool or function whole is Go's spelling of a struct, where the
// versions before it, and Tiles, print JSON: such templates are not asked about.
constexpr std::array kToolTemplates = {
    "{{ range .Messages }}{{ .Content }}{{ end }}{{ .Tools }}",
    "{{ range .Messages }}{{ .Content }}{{ end }}{{ json .Tools }}",
    "{{ range .Messages }}{{ end }}{{ range .Tools }}{{ json . }}|{{ json .Function }}|{{ .Type "
    "}}{{ "
    "end }}",
    "{{ range .Messages }}{{ end }}{{ range .Tools }}{{ .Function.Name }}{{ .Function.Description "
    "}}{{ "
    ".Function.Parameters.Type }}{{ .Function.Parameters.Required }}{{ json "
    ".Function.Parameters }}{{ .Function.Parameters.Properties }}{{ end }}",
    "{{ range .Messages }}{{ end }}{{ range .Tools }}{{ range $name, $p := "
    ".Function.Parameters.Properties }}{{ $name }}:{{ $p.Type }}:{{ $p.Description }}:{{ json $p "
    "}};{{ end }}{{ end }}",
    "{{ range .Messages }}[{{ .Role }}{{ .Content }}{{ range .ToolCalls }}{\"name\": \"{{ "
    ".Function.Name }}\", \"arguments\": {{ .Function.Arguments }}}{{ json .Function.Arguments "
    "}}{{ "
    "end }}{{ .ToolName }}]{{ end }}{{ len .Tools }}{{ if .Tools }}!{{ end }}",
    "{{ .Prompt }}{{ .Tools }}{{ .Response }}",
};

std::vector<PromptTool> some_tools() {
  return {{.name = "weather",
           .description = "the <weather> & \"more\"",
           .parameters = Json::parse(R"({"type":"object","required":["city"],"properties":{
             "unit":{"type":"string","enum":["C","F"]},
             "city":{"type":"string","description":"its name"},
             "days":{"type":["integer","null"]},
             "place":{"type":"object","properties":{"y":{"type":"number"},"x":{"type":"number"}}},
             "list":{"type":"array","items":{"type":"string","b":1,"a":2}}}})")},
          {.name = "now",
           .description = "the time",
           .parameters = Json::parse(R"({"type":"object","properties":{}})")}};
}

TEST(PromptTemplateInterop, ChatsBecomeThePromptsThatOllamaMakes) {
  TILES_NEEDS_ORACLES();
  std::vector<std::string> questions;
  for (const char* text : kTemplates) {
    for (const Chat& chat : chats()) questions.push_back(question_of(text, chat));
  }
  const std::vector<Json> answers = ask_oracle("ollama", questions);
  std::size_t at = 0;
  for (const char* text : kTemplates) {
    const auto parsed = PromptTemplate::parse(text);
    for (const Chat& chat : chats()) {
      const Json& answer = answers[at];
      const auto ours = parsed ? parsed->render(chat, PromptThinking::Off, [] { return 20'780L; })
                               : fail(parsed.error());
      ASSERT_EQ(ours.has_value(), !answer.contains("refused")) << questions[at];
      if (ours) {
        EXPECT_EQ(*ours, answer.at("text").get<std::string>()) << questions[at];
      }
      ++at;
    }
  }
}

TEST(PromptTemplateInterop, ToolsAndCallsStandInPromptsAsOllamaWritesThem) {
  TILES_NEEDS_ORACLES();
  Chat chat = chats().back();
  chat.back().tool_calls = {{.name = "weather", .arguments = {{"unit", "C"}, {"city", "<Oslo>"}}}};
  chat.push_back({.role = "tool", .content = "4 degrees", .tool_name = "weather"});
  std::vector<std::string> questions;
  for (const char* text : kToolTemplates)
    questions.push_back(question_of(text, chat, some_tools()));
  const std::vector<Json> answers = ask_oracle("ollama", questions);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto parsed = PromptTemplate::parse(kToolTemplates[i]);
    ASSERT_TRUE(parsed.has_value()) << parsed.error().text();
    const auto ours = parsed->render(
        chat, PromptThinking::Off, [] { return 20'780L; }, some_tools());
    ASSERT_TRUE(ours.has_value()) << ours.error().text();
    ASSERT_FALSE(answers[i].contains("refused")) << questions[i];
    EXPECT_EQ(*ours, answers[i].at("text").get<std::string>()) << questions[i];
  }
}

}  // namespace
}  // namespace tiles::models
