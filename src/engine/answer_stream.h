// SPDX-License-Identifier: Apache-2.0
// From the pieces a model emits to the events a caller sees: whole characters, stop strings held
// back and cut, reasoning and tool calls apart from text.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/chat_template.h"
#include "engine/completion.h"
#include "engine/reasoning_splitter.h"

namespace tiles::engine {

// Gives out text as soon as it can no longer be part of a stop string or of a cut character.
class TextFilter {
 public:
  explicit TextFilter(std::vector<std::string> stop_strings)
      : stop_strings_(std::move(stop_strings)) {}

  std::string push(std::string_view bytes);
  // A stop string was met; what it and later bytes held is gone.
  bool is_stopped() const { return is_stopped_; }
  // What was held back, when nothing more comes.
  std::string flush();

 private:
  std::vector<std::string> stop_strings_;
  std::string held_;
  bool is_stopped_ = false;
};

enum class AnswerKind {
  PlainText,  // Of a chat whose template has neither reasoning nor tools in play.
  Tagged,     // Plain text that may begin with reasoning between tags.
  Reasoning,  // The same where the prompt has opened the reasoning.
  Parsed,     // Parsed by the chat template.
  Raw,        // Of a raw prompt: control tokens are events.
};

class AnswerStream {
 public:
  // `parser` is set for AnswerKind::Parsed.
  AnswerStream(AnswerKind kind, std::vector<std::string> stop_strings,
               std::unique_ptr<AnswerParser> parser, const EventSink& sink);

  // Errors: as AnswerParser. Both may give events.
  Result<void> push_text(std::string_view bytes);
  Result<void> push_control(std::string_view spelling);
  bool is_stopped() const { return filter_.is_stopped(); }

  enum class Ending { Whole, CutOff };
  // Gives what was held back. True when the answer calls tools.
  Result<bool> finish(Ending ending);

 private:
  Result<void> give(std::string text);
  void give_parts(const ReasoningSplitter::Parts& parts) const;
  Result<void> parse_and_give(AnswerParser::Stage stage);

  AnswerKind kind_;
  TextFilter filter_;
  ReasoningSplitter splitter_;  // For AnswerKind::Tagged and Reasoning.
  std::unique_ptr<AnswerParser> parser_;
  const EventSink& sink_;
  std::string answer_;        // Kept for AnswerKind::Parsed.
  std::size_t parse_at_ = 0;  // Size of `answer_` at which it is parsed again.
  ParsedAnswer given_;
};

}  // namespace tiles::engine
