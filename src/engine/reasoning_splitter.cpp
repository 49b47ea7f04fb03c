// SPDX-License-Identifier: Apache-2.0
#include "engine/reasoning_splitter.h"

#include <algorithm>
#include <utility>

namespace tiles::engine {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

}  // namespace

ReasoningSplitter::Parts ReasoningSplitter::push(std::string_view text) {
  held_ += text;
  Parts parts;
  if (stage_ == Stage::Begin) look_for_begin(parts);
  if (stage_ == Stage::Reasoning) look_for_end(parts);
  if (stage_ == Stage::Gap) {
    held_.erase(0, std::min(held_.find_first_not_of(kBlanks), held_.size()));
    if (!held_.empty()) stage_ = Stage::Content;
  }
  if (stage_ == Stage::Content) parts.content += std::exchange(held_, {});
  return parts;
}

// Only blanks may stand before the tag: later it is text like any other.
void ReasoningSplitter::look_for_begin(Parts& parts) {
  const std::size_t begin = held_.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return;
  const std::string_view rest = std::string_view(held_).substr(begin);
  if (rest.starts_with(kReasoningBegin)) {
    held_.erase(0, begin + kReasoningBegin.size());
    stage_ = Stage::Reasoning;
  } else if (!kReasoningBegin.starts_with(rest)) {
    parts.content += std::exchange(held_, {});
    stage_ = Stage::Content;
  }
}

void ReasoningSplitter::look_for_end(Parts& parts) {
  const std::size_t end = held_.find(kReasoningEnd);
  if (end != std::string::npos) {
    parts.reasoning += held_.substr(0, end);
    held_.erase(0, end + kReasoningEnd.size());
    stage_ = Stage::Gap;
    return;
  }
  std::size_t begun = std::min(held_.size(), kReasoningEnd.size() - 1);
  while (!held_.ends_with(kReasoningEnd.substr(0, begun))) --begun;
  parts.reasoning += held_.substr(0, held_.size() - begun);
  held_.erase(0, held_.size() - begun);
}

ReasoningSplitter::Parts ReasoningSplitter::flush() {
  Parts parts;
  (stage_ == Stage::Reasoning ? parts.reasoning : parts.content) = std::exchange(held_, {});
  return parts;
}

}  // namespace tiles::engine
