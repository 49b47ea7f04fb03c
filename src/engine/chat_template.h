// SPDX-License-Identifier: Apache-2.0
// The chat template of a model: messages to a prompt, and the model's answer back to typed parts.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/completion.h"
#include "engine/model.h"
#include "engine/vocabulary.h"

struct common_chat_params;
struct common_chat_templates;
struct llama_model;

namespace tiles::engine {

struct ChatLimits {
  static constexpr std::size_t kMessages = 10'000;
  static constexpr std::size_t kTools = 128;
  static constexpr std::size_t kToolNameBytes = 64;
};

// What an answer was parsed into so far.
struct ParsedAnswer {
  std::string reasoning;
  std::string content;
  std::vector<ToolCall> tool_calls;
};

struct RenderedChat {
  std::vector<Segment> segments;
  std::shared_ptr<const common_chat_params> format;  // How the answer is constrained and parsed.
  // Only these parts can occur, so that plain text need not be parsed.
  bool is_plain_text = false;
  // Plain text that may begin with reasoning between tags, and whether the prompt opened it.
  enum class Reasoning { None, Possible, Open };
  Reasoning reasoning = Reasoning::None;
  // Of a prompt with tools that was written by a PromptWriter: how the answer is read.
  std::optional<ToolCallFormat> calls;
};

// Safe from several threads: rendering only reads.
class ChatTemplate {
 public:
  // `model` and `vocabulary` outlive the object; `own` replaces the model's template unless it is
  // "". Errors: Invalid (a template that cannot be parsed).
  static Result<ChatTemplate> create(const llama_model* model, const Vocabulary& vocabulary,
                                     const std::string& own);
  struct Writer {
    PromptWriter write;
    std::optional<ToolCallFormat> calls;
  };
  // `vocabulary` outlives the object.
  static ChatTemplate written_by(Writer writer, const Vocabulary& vocabulary);
  ChatTemplate(ChatTemplate&&) noexcept;
  ChatTemplate& operator=(ChatTemplate&&) noexcept;
  ~ChatTemplate();

  // False when the model brings none; rendering is then Unsupported.
  bool is_present() const;

  // Text of messages that spells control tokens comes out as Text segments, everything else as
  // Control. Errors: Unsupported, Invalid, Limit (ChatLimits).
  Result<RenderedChat> render(const ChatPrompt& prompt, const JsonSchema* schema) const;

 private:
  struct Deleter {
    void operator()(common_chat_templates* templates) const;
  };
  ChatTemplate(common_chat_templates* templates, const Vocabulary& vocabulary);

  Result<RenderedChat> render_jinja(const ChatPrompt& prompt, const JsonSchema* schema) const;
  Result<RenderedChat> write(const ChatPrompt& prompt) const;

  std::unique_ptr<common_chat_templates, Deleter> templates_;  // Null beside a writer.
  bool is_plain_ = false;  // Rendering ends soon whatever the messages hold.
  Writer writer_;
  const Vocabulary* vocabulary_;
};

// What of the format concerns single tokens.
struct ChatFormatTokens {
  std::set<Token> preserved;  // Control tokens that the parser must see.
  std::vector<std::string> stop_strings;
};
ChatFormatTokens format_tokens(const common_chat_params& format, const Vocabulary& vocabulary);

// Turns the text of one answer into typed parts while it grows.
class AnswerParser {
 public:
  explicit AnswerParser(const common_chat_params& format);
  // Of a chat with `calls`.
  explicit AnswerParser(const RenderedChat& chat);
  ~AnswerParser();
  AnswerParser(const AnswerParser&) = delete;
  AnswerParser& operator=(const AnswerParser&) = delete;

  enum class Stage { Growing, Complete };
  // Errors: Invalid (the answer breaks the format of the template).
  Result<ParsedAnswer> parse(const std::string& answer, Stage stage) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tiles::engine
