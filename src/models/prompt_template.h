// SPDX-License-Identifier: Apache-2.0
// TEMPLATE in Go's language, with the variables and the meaning that Ollama gives them: a chat
// becomes a prompt that ends where the answer begins.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/go_template.h"

namespace tiles::models {

struct PromptToolCall {
  std::string name;
  Json arguments;  // An object.
};

struct PromptMessage {
  std::string role;  // "system", "user", "assistant" or "tool".
  std::string content;
  std::string thinking = {};
  std::vector<PromptToolCall> tool_calls = {};
  std::string tool_name = {};
  std::string tool_call_id = {};
};

struct PromptTool {
  std::string name;
  std::string description;
  Json parameters;  // JSON schema of an object.
};

// How a template shows the calls of an assistant: the text before their JSON, and its keys.
struct ShownToolCall {
  std::string tag;
  std::string name_key;
  std::string arguments_key;

  bool operator==(const ShownToolCall&) const = default;
};

enum class PromptThinking { Off, Allowed };

// Safe from several threads: rendering only reads.
class PromptTemplate {
 public:
  // Errors: those of GoTemplate::parse.
  static Result<PromptTemplate> parse(std::string_view text);

  // A template that knows .Messages is run once. Any other is run for each exchange with .System,
  // .Prompt and .Response, the last time up to .Response. Neighbours of one role are one message.
  // `tools` reach only templates that show them. Errors: those of GoTemplate::render.
  Result<std::string> render(const std::vector<PromptMessage>& messages, PromptThinking thinking,
                             const GoTemplate::Today& today,
                             const std::vector<PromptTool>& tools = {}) const;

  // Whether tools reach the prompt at all.
  bool shows_tools() const { return style_ == Style::Messages && whole_.mentions("Tools"); }
  // Found by rendering a chat with a call in it. Nothing where the calls do not stand there as JSON
  // objects with their name and arguments.
  std::optional<ShownToolCall> shown_tool_call() const;

 private:
  enum class Style { Messages, Exchanges };

  PromptTemplate(GoTemplate whole, GoTemplate last, Style style)
      : whole_(std::move(whole)), last_(std::move(last)), style_(style) {}

  Result<std::string> render_exchanges(const std::vector<PromptMessage>& messages, GoMap variables,
                                       const GoTemplate::Today& today) const;

  GoTemplate whole_;
  GoTemplate last_;  // For the exchange whose answer is wanted.
  Style style_;
};

}  // namespace tiles::models
