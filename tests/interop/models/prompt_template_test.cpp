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

std::string question_of(const char* text, const Chat& chat) {
  Json messages = Json::array();
  for (const PromptMessage& message : chat) {
    messages.push_back({{"role", message.role}, {"content", message.content}});
  }
  return print_json({{"template", text}, {"messages", messages}});
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

}  // namespace
}  // namespace tiles::models
