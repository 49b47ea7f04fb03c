// SPDX-License-Identifier: Apache-2.0
#include "engine/tool_call_reader.h"

#include <gtest/gtest.h>

#include "chat_model.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

using Stage = AnswerParser::Stage;

const ToolCallFormat kTagged{"<tool_call>", "name", "arguments"};
const ToolCallFormat kBare{"", "name", "parameters"};

ParsedAnswer read(const ToolCallFormat& format, std::string_view answer,
                  Stage stage = Stage::Complete) {
  auto parsed = read_tool_calls(format, answer, stage);
  EXPECT_TRUE(parsed.has_value()) << parsed.error().text();
  return parsed.value_or(ParsedAnswer());
}

TEST(ToolCallReader, CallsBehindTheTagAreRead) {
  const ParsedAnswer parsed =
      read(kTagged,
           "Let me look.\n<tool_call>\n{\"name\": \"a\", \"arguments\": {\"x\": \"} ]\\\"\"}}\n"
           "</tool_call>\n<tool_call>{\"name\":\"b\"}</tool_call>");
  EXPECT_EQ(parsed.content, "Let me look.\n");
  ASSERT_EQ(parsed.tool_calls.size(), 2U);
  EXPECT_EQ(parsed.tool_calls[0].name, "a");
  EXPECT_EQ(parsed.tool_calls[0].arguments, R"({"x":"} ]\""})");
  EXPECT_EQ(parsed.tool_calls[1].arguments, "{}");
}

TEST(ToolCallReader, ListOfCallsIsRead) {
  const ToolCallFormat format{"[TOOL_CALLS]", "name", "arguments"};
  const ParsedAnswer parsed = read(
      format, R"([TOOL_CALLS] [{"name":"a","arguments":{}},{"name":"b","arguments":{"k":1}}])");
  EXPECT_EQ(parsed.content, "");
  ASSERT_EQ(parsed.tool_calls.size(), 2U);
  EXPECT_EQ(parsed.tool_calls[1].arguments, R"({"k":1})");
}

TEST(ToolCallReader, WithoutATagTheAnswerIsCallsOrContent) {
  EXPECT_EQ(read(kBare, R"( {"name":"a","parameters":{"k":1}})").tool_calls.size(), 1U);
  for (const char* content : {"It is {cold}.", R"({"answer": 4})", "{ no json", "[1, 2]", ""}) {
    EXPECT_EQ(read(kBare, content).content, content);
    EXPECT_TRUE(read(kBare, content).tool_calls.empty()) << content;
  }
}

TEST(ToolCallReader, WhatMayBecomeACallIsHeldBack) {
  const std::string answer = "Wait <b> <tool_call>{\"name\":\"a\"}";
  for (std::size_t size = 0; size <= answer.size(); ++size) {
    const ParsedAnswer parsed = read(kTagged, answer.substr(0, size), Stage::Growing);
    EXPECT_EQ(std::string_view("Wait <b> ").substr(0, parsed.content.size()), parsed.content);
  }
  EXPECT_EQ(read(kTagged, "Wait <b> <tool", Stage::Growing).content, "Wait <b> ");
  EXPECT_EQ(read(kTagged, "Wait <b> <tool", Stage::Complete).content, "Wait <b> <tool");
  EXPECT_EQ(read(kBare, "{\"na", Stage::Growing).content, "");
}

TEST(ToolCallReader, WhatIsNoCallBehindTheTagIsRefused) {
  for (const char* answer : {"<tool_call>{\"name\":", "<tool_call>{name}",
                             "<tool_call>{\"arguments\":{}}", "<tool_call>{\"name\":1}",
                             "<tool_call>{\"name\":\"a\",\"arguments\":\"x\"}", "<tool_call>[1]"}) {
    const auto parsed = read_tool_calls(kTagged, answer, Stage::Complete);
    ASSERT_FALSE(parsed.has_value()) << answer;
    EXPECT_EQ(parsed.error().code(), ErrorCode::Invalid) << answer;
  }
}

TEST(ToolCallReader, CallsAreBoundedAtAndPastTheBound) {
  std::string answer = "<tool_call>";
  for (std::size_t i = 0; i < kToolCallsMax; ++i) answer += R"({"name":"a"})";
  EXPECT_EQ(read(kTagged, answer).tool_calls.size(), kToolCallsMax);
  answer += R"({"name":"a"})";
  EXPECT_EQ(read_tool_calls(kTagged, answer, Stage::Complete).error().code(), ErrorCode::Limit);
}

TEST(ToolCallReader, WriterWithAFormatIsGivenTheTools) {
  LoadOptions options;
  options.tool_call_format = kTagged;
  options.prompt_writer = [](const ChatPrompt& prompt) -> Result<std::string> {
    return prompt.tools.empty() ? "none" : prompt.tools.front().name;
  };
  const std::string file = testing::tiny_model_file();
  const auto model = Model::load_bytes(std::as_bytes(std::span(file)), options);
  ASSERT_TRUE(model.has_value()) << model.error().text();
  ChatPrompt prompt{{{.role = Role::User, .content = "a"}}};
  prompt.tools = {{.name = "look", .description = "", .parameters = Json::object()}};
  EXPECT_EQ(model->render(prompt)->front().text, "look");
  prompt.tool_choice = ToolChoice::None;
  EXPECT_EQ(model->render(prompt)->front().text, "none");
}

TEST(ToolCallReader, ConversationWithToolsGivesWhatIsNoCallAsText) {
  LoadOptions options;
  options.tool_call_format = kTagged;
  options.prompt_writer = [](const ChatPrompt& prompt) -> Result<std::string> {
    return prompt.messages.front().content;
  };
  const std::string file = testing::tiny_model_file();
  const auto model = Model::load_bytes(std::as_bytes(std::span(file)), options);
  ASSERT_TRUE(model.has_value()) << model.error().text();
  const auto conversation = model->open_conversation().value();
  const auto plain = testing::ask(*conversation, testing::user_says("hello", 12));
  ASSERT_TRUE(plain.has_value()) << plain.error().text();
  CompletionRequest request = testing::user_says("hello", 12);
  std::get<ChatPrompt>(request.prompt).tools = {
      {.name = "look", .description = "", .parameters = Json::object()}};
  const auto answer = testing::ask(*conversation, std::move(request));
  ASSERT_TRUE(answer.has_value()) << answer.error().text();
  EXPECT_EQ(answer->text, plain->text);
  EXPECT_FALSE(answer->text.empty());
  EXPECT_TRUE(answer->tool_calls.empty());
}

}  // namespace
}  // namespace tiles::engine
