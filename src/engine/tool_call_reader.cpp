// SPDX-License-Identifier: Apache-2.0
#include "engine/tool_call_reader.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"

namespace tiles::engine {

namespace {

using Stage = AnswerParser::Stage;

constexpr std::string_view kOpening = "{[";

// The value that begins at `at`, up to its closing bracket; nothing when it is cut off.
std::optional<std::string_view> value_at(std::string_view text, std::size_t at) {
  int depth = 0;
  bool is_string = false;
  for (std::size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    if (is_string) {
      if (c == '\\') ++i;
      if (c == '"') is_string = false;
      continue;
    }
    if (c == '"') is_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0) return text.substr(at, i + 1 - at);
  }
  return std::nullopt;
}

std::optional<ToolCall> call_of(const ToolCallFormat& format, const Json& object) {
  if (!object.is_object()) return std::nullopt;
  const auto name = object.find(format.name_key);
  const auto arguments = object.find(format.arguments_key);
  if (name == object.end() || !name->is_string()) return std::nullopt;
  if (arguments != object.end() && !arguments->is_object()) return std::nullopt;
  return ToolCall{.id = {},
                  .name = name->get<std::string>(),
                  .arguments = arguments == object.end() ? "{}" : print_json(*arguments)};
}

// Adds the calls of one value, an object or a list of them.
Result<void> add_calls(const ToolCallFormat& format, std::string_view written,
                       std::vector<ToolCall>& calls) {
  const Json value = TILES_TRY(parse_json(written));
  const Json list = value.is_array() ? value : Json::array({value});
  for (const Json& object : list) {
    auto call = call_of(format, object);
    if (!call) {
      return fail(ErrorCode::Invalid,
                  "a tool call without its name or arguments: " + shown_in_quotes(written));
    }
    if (calls.size() == kToolCallsMax) {
      return fail(ErrorCode::Limit, tiles::format("more than {} tool calls", kToolCallsMax));
    }
    calls.push_back(*std::move(call));
  }
  return {};
}

Result<std::vector<ToolCall>> all_calls(const ToolCallFormat& format, std::string_view text,
                                        Stage stage) {
  std::vector<ToolCall> calls;
  std::size_t at = 0;
  while ((at = text.find_first_of(kOpening, at)) != std::string_view::npos) {
    const auto value = value_at(text, at);
    if (!value && stage == Stage::Growing) break;
    if (!value) return fail(ErrorCode::Invalid, "the answer ends within a tool call");
    TILES_CHECK(add_calls(format, *value, calls));
    at += value->size();
  }
  return calls;
}

// How much of the end of `answer` may be the beginning of the tag.
std::size_t begun_tag_size(std::string_view answer, std::string_view tag) {
  for (std::size_t size = std::min(answer.size(), tag.size()); size > 0; --size) {
    if (answer.ends_with(tag.substr(0, size))) return size;
  }
  return 0;
}

// Without a tag an answer is either calls or content, and content may be JSON too.
Result<ParsedAnswer> read_untagged(const ToolCallFormat& format, std::string_view answer,
                                   Stage stage) {
  const std::string_view text = trim(answer);
  const bool may_be_calls = text.empty() || kOpening.find(text.front()) != std::string_view::npos;
  if (!may_be_calls)
    return ParsedAnswer{.reasoning = {}, .content = std::string(answer), .tool_calls = {}};
  if (stage == Stage::Growing) return ParsedAnswer();
  auto calls = all_calls(format, text, stage);
  if (calls && !calls->empty()) {
    return ParsedAnswer{.reasoning = {}, .content = {}, .tool_calls = *std::move(calls)};
  }
  return ParsedAnswer{.reasoning = {}, .content = std::string(answer), .tool_calls = {}};
}

}  // namespace

Result<ParsedAnswer> read_tool_calls(const ToolCallFormat& format, std::string_view answer,
                                     Stage stage) {
  if (format.tag.empty()) return read_untagged(format, answer, stage);
  const std::size_t tag = answer.find(format.tag);
  ParsedAnswer parsed;
  if (tag == std::string_view::npos) {
    const std::size_t held = stage == Stage::Growing ? begun_tag_size(answer, format.tag) : 0;
    parsed.content = answer.substr(0, answer.size() - held);
    return parsed;
  }
  parsed.content = trim(answer.substr(0, tag)).empty() ? std::string_view() : answer.substr(0, tag);
  parsed.tool_calls = TILES_TRY(all_calls(format, answer.substr(tag + format.tag.size()), stage));
  return parsed;
}

}  // namespace tiles::engine
