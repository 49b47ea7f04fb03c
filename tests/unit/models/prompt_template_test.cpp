// SPDX-License-Identifier: Apache-2.0
#include "models/prompt_template.h"

#include <gtest/gtest.h>

namespace tiles::models {
namespace {

const std::vector<PromptMessage> kChat = {{.role = "system", .content = "be brief"},
                                          {.role = "user", .content = "hi"},
                                          {.role = "assistant", .content = "ho"},
                                          {.role = "user", .content = "and?"}};

std::string rendered(std::string_view text, const std::vector<PromptMessage>& messages = kChat,
                     PromptThinking thinking = PromptThinking::Off) {
  const auto parsed = PromptTemplate::parse(text);
  if (!parsed) return parsed.error().text();
  const auto prompt = parsed->render(messages, thinking, [] { return 20'780L; });
  return prompt ? *prompt : prompt.error().text();
}

TEST(PromptTemplate, MessagesAreRangedOver) {
  EXPECT_EQ(rendered("{{ range .Messages }}<{{ .Role }}>{{ .Content }}{{ end }}<assistant>"),
            "<system>be brief<user>hi<assistant>ho<user>and?<assistant>");
}

TEST(PromptTemplate, SystemOfAChatIsAllOfIt) {
  EXPECT_EQ(rendered("{{ .System }}|{{ len .Messages }}", {{.role = "system", .content = "a"},
                                                           {.role = "user", .content = "x"},
                                                           {.role = "system", .content = "b"}}),
            "a\n\nb|3");
}

TEST(PromptTemplate, ExchangesEndWhereTheAnswerBegins) {
  constexpr std::string_view kText =
      "{{ if .System }}[S]{{ .System }}{{ end }}[U]{{ .Prompt }}[A]{{ .Response }}[E]";
  EXPECT_EQ(rendered(kText), "[S]be brief[U]hi[A]ho[E][U]and?[A]");
}

TEST(PromptTemplate, AnswerIsAddedWhereTheTemplateHasNone) {
  EXPECT_EQ(rendered("{{ .Prompt }};"), "hi;hoand?;");
}

TEST(PromptTemplate, BlockAroundTheAnswerIsCutToo) {
  EXPECT_EQ(
      rendered("{{ if .Prompt }}U:{{ .Prompt }} A:{{ .Response }} end{{ else }}x{{ end }} tail"),
      "U:hi A:ho end tailU:and? A:");
}

TEST(PromptTemplate, AnswerThatWasBegunIsGoneOnWith) {
  EXPECT_EQ(rendered("{{ .Prompt }}>{{ .Response }}<",
                     {{.role = "user", .content = "q"}, {.role = "assistant", .content = "beg"}}),
            "q>beg");
}

TEST(PromptTemplate, NeighboursOfOneRoleAreOneMessage) {
  const std::vector<PromptMessage> messages = {{.role = "user", .content = "a"},
                                               {.role = "user", .content = "b"},
                                               {.role = "tool", .content = "c"},
                                               {.role = "tool", .content = "d"}};
  EXPECT_EQ(rendered("{{ range .Messages }}({{ .Content }}){{ end }}", messages), "(a\n\nb)(c)(d)");
}

TEST(PromptTemplate, ThinkingIsAskedForWhereTheTemplateKnowsIt) {
  constexpr std::string_view kText =
      "{{ range .Messages }}{{ end }}{{ if and .IsThinkSet .Think }}think{{ else }}no{{ end }}";
  EXPECT_EQ(rendered(kText, kChat, PromptThinking::Allowed), "think");
  EXPECT_EQ(rendered(kText, kChat, PromptThinking::Off), "no");
}

TEST(PromptTemplate, WhatAChatLacksIsEmpty) {
  EXPECT_EQ(
      rendered("{{ range .Messages }}{{ end }}{{ if .Tools }}t{{ end }}{{ if .Suffix }}s{{ end }}"
               "{{ if .Prompt }}p{{ end }}{{ .Response }}|"),
      "|");
}

TEST(PromptTemplate, FaultyTextIsRefused) {
  EXPECT_EQ(PromptTemplate::parse("{{ if }}").error().code(), ErrorCode::Invalid);
  EXPECT_EQ(PromptTemplate::parse("{{ .Prompt").error().code(), ErrorCode::Invalid);
}

std::vector<PromptTool> tools() {
  const Json parameters = Json::parse(R"({"type":"object","required":["city"],"properties":{
    "unit":{"type":"string","enum":["C","F"]},
    "city":{"type":"string","description":"a <name>"}}})");
  return {{.name = "weather", .description = "the weather", .parameters = parameters}};
}

std::string rendered_with_tools(const std::string& text) {
  const auto parsed = PromptTemplate::parse("{{ range .Messages }}{{ end }}" + text);
  if (!parsed) return parsed.error().text();
  const auto prompt = parsed->render(
      kChat, PromptThinking::Off, [] { return 20'780L; }, tools());
  return prompt ? *prompt : prompt.error().text();
}

TEST(PromptTemplate, ToolsArePrintedAsTheirJson) {
  constexpr std::string_view kFunction =
      R"({"name":"weather","description":"the weather","parameters":{"type":"object",)"
      R"("required":["city"],"properties":{"city":{"type":"string",)"
      R"("description":"a \u003cname\u003e"},"unit":{"type":"string","enum":["C","F"]}}}})";
  const std::string tool = R"({"type":"function","function":)" + std::string(kFunction) + "}";
  EXPECT_EQ(rendered_with_tools("{{ .Tools }}"), "[" + tool + "]");
  EXPECT_EQ(rendered_with_tools("{{ json .Tools }}"), "[" + tool + "]");
  EXPECT_EQ(rendered_with_tools("{{ range .Tools }}{{ . }};{{ json .Function }}{{ end }}"),
            tool + ";" + std::string(kFunction));
  EXPECT_EQ(rendered_with_tools("{{ len .Tools }}{{ if .Tools }}!{{ end }}"), "1!");
}

TEST(PromptTemplate, FieldsOfToolsAreReached) {
  EXPECT_EQ(rendered_with_tools("{{ range .Tools }}{{ .Type }} {{ .Function.Name }}: "
                                "{{ .Function.Description }}{{ range $k, $p := "
                                ".Function.Parameters.Properties }} {{ $k }}={{ $p.Type }}"
                                "{{ end }} {{ .Function.Parameters.Required }}{{ end }}"),
            "function weather: the weather city=string unit=string [city]");
}

TEST(PromptTemplate, CallsOfAnAssistantAndAnswersOfToolsAreShown) {
  const std::vector<PromptMessage> chat = {
      {.role = "user", .content = "q"},
      {.role = "assistant",
       .content = "",
       .tool_calls = {{.name = "weather", .arguments = {{"unit", "C"}, {"city", "Oslo"}}}}},
      {.role = "tool", .content = "4", .tool_name = "weather"}};
  EXPECT_EQ(rendered("{{ range .Messages }}{{ range .ToolCalls }}{\"name\": \"{{ .Function.Name "
                     "}}\", \"arguments\": {{ .Function.Arguments }}}{{ end }}{{ if eq .Role "
                     "\"tool\" }}[{{ .ToolName }} {{ .Content }}]{{ end }}{{ end }}",
                     chat),
            R"({"name": "weather", "arguments": {"city":"Oslo","unit":"C"}}[weather 4])");
}

TEST(PromptTemplate, HowCallsAreWrittenIsFoundInTheTemplate) {
  const auto shown = [](const std::string& calls) {
    return PromptTemplate::parse("{{ range .Messages }}<{{ .Role }}>{{ .Content }}" + calls +
                                 "<end>{{ end }}<assistant>")
        .value()
        .shown_tool_call();
  };
  EXPECT_EQ(shown("{{ if .ToolCalls }}<tool_call>\n{{ range .ToolCalls }}{\"name\": \"{{ "
                  ".Function.Name }}\", \"arguments\": {{ .Function.Arguments }}}\n{{ end }}"
                  "</tool_call>{{ end }}"),
            (ShownToolCall{"<tool_call>", "name", "arguments"}));
  EXPECT_EQ(shown("{{ if .ToolCalls }}[TOOL_CALLS] [{{ range .ToolCalls }}{\"name\": \"{{ "
                  ".Function.Name }}\", \"parameters\": {{ json .Function.Arguments }}}{{ end }}]"
                  "{{ end }}"),
            (ShownToolCall{"[TOOL_CALLS]", "name", "parameters"}));
  EXPECT_EQ(shown("{{ range .ToolCalls }}{\"function\": \"{{ .Function.Name }}\", \"args\": {{ "
                  ".Function.Arguments }}}{{ end }}"),
            (ShownToolCall{"", "function", "args"}));
  EXPECT_FALSE(shown(""));
  EXPECT_FALSE(
      shown("{{ range .ToolCalls }}{{ .Function.Name }}({{ .Function.Arguments }}){{ end }}"));
  EXPECT_FALSE(PromptTemplate::parse("{{ .Prompt }}")->shown_tool_call());
}

TEST(PromptTemplate, ToolsAreShownOnlyToTemplatesThatUseThem) {
  EXPECT_TRUE(PromptTemplate::parse("{{ .Messages }}{{ .Tools }}")->shows_tools());
  EXPECT_FALSE(PromptTemplate::parse("{{ .Messages }}")->shows_tools());
  EXPECT_FALSE(PromptTemplate::parse("{{ .Prompt }}{{ .Tools }}")->shows_tools());
}

}  // namespace
}  // namespace tiles::models
