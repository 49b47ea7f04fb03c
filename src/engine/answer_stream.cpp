// SPDX-License-Identifier: Apache-2.0
#include "engine/answer_stream.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace tiles::engine {

namespace {

// Bytes at the end of `text` that begin a character whose other bytes have not come.
std::size_t cut_character_size(std::string_view text) {
  const std::size_t most = std::min<std::size_t>(text.size(), 3);
  for (std::size_t size = 1; size <= most; ++size) {
    const auto byte = static_cast<unsigned char>(text[text.size() - size]);
    if ((byte & 0xc0) == 0x80) continue;
    const std::size_t wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return wanted > size ? size : 0;
  }
  return 0;
}

// Size of the longest end of `text` that begins one of `stop_strings`.
std::size_t begun_stop_size(std::string_view text, const std::vector<std::string>& stop_strings) {
  std::size_t longest = 0;
  for (const std::string& stop : stop_strings) {
    for (std::size_t size = std::min(stop.size() - 1, text.size()); size > longest; --size) {
      if (text.ends_with(std::string_view(stop).substr(0, size))) longest = size;
    }
  }
  return longest;
}

// What `whole` adds to `given`; nothing while the parser still changes its mind about the start.
std::string_view addition(std::string_view given, std::string_view whole) {
  return whole.starts_with(given) ? whole.substr(given.size()) : std::string_view();
}

bool is_split_by_tags(AnswerKind kind) {
  return kind == AnswerKind::Tagged || kind == AnswerKind::Reasoning;
}

}  // namespace

std::string TextFilter::push(std::string_view bytes) {
  if (is_stopped_) return {};
  held_ += bytes;
  std::size_t stop_begin = std::string::npos;
  for (const std::string& stop : stop_strings_) {
    stop_begin = std::min(stop_begin, held_.find(stop));
  }
  std::string out;
  if (stop_begin != std::string::npos) {
    is_stopped_ = true;
    out = to_valid_utf8(std::string_view(held_).substr(0, stop_begin));
    held_.clear();
    return out;
  }
  const std::size_t keep =
      std::max(begun_stop_size(held_, stop_strings_), cut_character_size(held_));
  out = to_valid_utf8(std::string_view(held_).substr(0, held_.size() - keep));
  held_.erase(0, held_.size() - keep);
  return out;
}

std::string TextFilter::flush() { return to_valid_utf8(std::exchange(held_, {})); }

AnswerStream::AnswerStream(AnswerKind kind, std::vector<std::string> stop_strings,
                           std::unique_ptr<AnswerParser> parser, const EventSink& sink)
    : kind_(kind),
      filter_(std::move(stop_strings)),
      splitter_(kind == AnswerKind::Reasoning ? ReasoningSplitter::Start::Inside
                                              : ReasoningSplitter::Start::Outside),
      parser_(std::move(parser)),
      sink_(sink) {}

Result<void> AnswerStream::push_text(std::string_view bytes) { return give(filter_.push(bytes)); }

Result<void> AnswerStream::push_control(std::string_view spelling) {
  TILES_CHECK(give(filter_.flush()));
  sink_(ControlToken{std::string(spelling)});
  return {};
}

Result<void> AnswerStream::give(std::string text) {
  if (text.empty()) return {};
  if (is_split_by_tags(kind_)) {
    give_parts(splitter_.push(text));
    return {};
  }
  if (kind_ != AnswerKind::Parsed) {
    sink_(TextDelta{std::move(text)});
    return {};
  }
  answer_ += text;
  if (answer_.size() < parse_at_) return {};
  // Parsing starts from the beginning each time: ever rarer, so that its cost stays linear.
  parse_at_ = answer_.size() + answer_.size() / 64;
  return parse_and_give(AnswerParser::Stage::Growing);
}

void AnswerStream::give_parts(const ReasoningSplitter::Parts& parts) const {
  if (!parts.reasoning.empty()) sink_(ReasoningDelta{parts.reasoning});
  if (!parts.content.empty()) sink_(TextDelta{parts.content});
}

Result<void> AnswerStream::parse_and_give(AnswerParser::Stage stage) {
  auto parsed = parser_->parse(answer_, stage);
  if (!parsed) {
    // A beginning need not parse yet.
    if (stage == AnswerParser::Stage::Growing) return {};
    return fail(std::move(parsed).error());
  }
  const std::string_view reasoning = addition(given_.reasoning, parsed->reasoning);
  if (!reasoning.empty()) sink_(ReasoningDelta{std::string(reasoning)});
  const std::string_view content = addition(given_.content, parsed->content);
  if (!content.empty()) sink_(TextDelta{std::string(content)});
  given_.reasoning += reasoning;
  given_.content += content;
  given_.tool_calls = std::move(parsed->tool_calls);
  return {};
}

Result<bool> AnswerStream::finish(Ending ending) {
  TILES_CHECK(give(filter_.flush()));
  if (is_split_by_tags(kind_)) give_parts(splitter_.flush());
  if (kind_ != AnswerKind::Parsed) return false;
  if (ending == Ending::CutOff) {
    TILES_CHECK(parse_and_give(AnswerParser::Stage::Growing));
    return false;
  }
  TILES_CHECK(parse_and_give(AnswerParser::Stage::Complete));
  for (const ToolCall& call : given_.tool_calls) sink_(call);
  return !given_.tool_calls.empty();
}

}  // namespace tiles::engine
