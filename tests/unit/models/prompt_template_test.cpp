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

}  // namespace
}  // namespace tiles::models
