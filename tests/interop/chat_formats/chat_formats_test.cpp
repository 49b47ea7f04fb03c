// SPDX-License-Identifier: Apache-2.0
// The published templates of the formats that RENDERER and PARSER name, over the real chat model:
// prompts are rendered, and a tool call that it is bound to give in the format comes out typed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/file_system.h"
#include "base/json.h"
#include "chat_model.h"
#include "engine/model.h"

namespace tiles::engine {
namespace {

using testing::ask;
using testing::chat_model_path;
using testing::user_says;

struct Published {
  const char* format;
  const char* file;
  const char* call;  // Of the tool below, as its publisher has models write it.
};

void PrintTo(const Published& published, std::ostream* out) { *out << published.format; }

std::string template_text(const char* file) {
  const char* folder = std::getenv("TILES_CHAT_TEMPLATES");
  EXPECT_NE(folder, nullptr) << "./dev test program fetches them and sets it";
  if (folder == nullptr) return {};
  constexpr std::uint64_t kTextBytesMax = std::uint64_t{1} << 20;
  const auto files = open_directory(folder);
  EXPECT_TRUE(files) << folder;
  if (!files) return {};
  auto text = (*files)->read(file, kTextBytesMax);
  EXPECT_TRUE(text) << file;
  return text ? *std::move(text) : std::string();
}

Tool weather() {
  return {.name = "get_weather",
          .description = "The weather of a city.",
          .parameters = *parse_json(R"({"type": "object", "properties": {
      "city": {"type": "string", "enum": ["Oslo", "Paris"]}}, "required": ["city"]})")};
}

Message called(std::string arguments) {
  return {.role = Role::Assistant,
          .tool_calls = {
              {.id = "123456789", .name = "get_weather", .arguments = std::move(arguments)}}};
}

Message said(std::string text) {
  return {.role = Role::Tool,
          .content = std::move(text),
          .tool_name = "get_weather",
          .tool_call_id = "123456789"};
}

class ChatFormats : public ::testing::TestWithParam<Published> {
 protected:
  void SetUp() override {
    LoadOptions options;
    options.chat_template = template_text(GetParam().file);
    ASSERT_FALSE(options.chat_template.empty());
    auto loaded = Model::load(chat_model_path(), options);
    ASSERT_TRUE(loaded) << loaded.error().text();
    model_ = std::make_unique<Model>(*std::move(loaded));
    auto opened = model_->open_conversation({.context_tokens = 2048});
    ASSERT_TRUE(opened) << opened.error().text();
    conversation_ = *std::move(opened);
  }

  std::unique_ptr<Model> model_;
  std::unique_ptr<Completion> conversation_;
};

// A model of the format would write it; the chat model, which was taught no tools, is bound to.
TEST_P(ChatFormats, ACallInItsOwnMarkupIsTyped) {
  CompletionRequest request = user_says("What is the weather in Paris?", 100);
  auto& prompt = std::get<ChatPrompt>(request.prompt);
  prompt.tools = {weather()};
  prompt.thinking = Thinking::Off;
  request.constraint = Grammar{"root ::= " + print_json(GetParam().call)};
  const auto answer = ask(*conversation_, request);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->finish.reason, FinishReason::ToolCalls);
  ASSERT_EQ(answer->tool_calls.size(), 1U) << answer->text << '|' << answer->reasoning;
  EXPECT_EQ(answer->tool_calls[0].name, "get_weather");
  const auto arguments = parse_json(answer->tool_calls[0].arguments);
  ASSERT_TRUE(arguments) << answer->tool_calls[0].arguments;
  EXPECT_EQ(*arguments, Json({{"city", "Paris"}}));
  EXPECT_EQ(answer->text, "");
}

TEST_P(ChatFormats, WhatToolsSaidIsInTheNextPrompt) {
  ChatPrompt prompt;
  prompt.tools = {weather()};
  prompt.messages = {{.role = Role::User, .content = "What is the weather in Paris?"},
                     called(R"({"city":"Paris"})"),
                     said("drizzle")};
  const auto segments = model_->render(prompt);
  ASSERT_TRUE(segments) << segments.error().text();
  std::string text;
  for (const Segment& segment : *segments) text += segment.text;
  EXPECT_NE(text.find("drizzle"), std::string::npos) << text;
  EXPECT_NE(text.find("Paris"), std::string::npos) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Published, ChatFormats,
    ::testing::Values(
        Published{"glm-4.6", "GLM-4.6.jinja",
                  "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n"
                  "</tool_call>"},
        Published{"harmony", "openai-gpt-oss-120b.jinja",
                  "<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>"
                  "{\"city\": \"Paris\"}"},
        Published{"lfm2", "LFM2-8B-A1B.jinja",
                  "<|tool_call_start|>[get_weather(city=\"Paris\")]<|tool_call_end|>"},
        Published{"ministral", "mistralai-Ministral-3-14B-Reasoning-2512.jinja",
                  "[TOOL_CALLS]get_weather[ARGS]{\"city\": \"Paris\"}"},
        Published{"qwen3-coder", "Qwen3-Coder.jinja",
                  "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n"
                  "</function>\n</tool_call>"}));

}  // namespace
}  // namespace tiles::engine
