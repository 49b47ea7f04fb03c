// SPDX-License-Identifier: Apache-2.0
// How the lines that answer a question are told: their values, a count, a time, a verdict, the
// holder of a value. Rules: docs/protocols/memory.md, section The reader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "memory/noted_lines.h"
#include "memory/question.h"
#include "memory/time_question.h"
#include "memory/unknown_question.h"

namespace tiles::memory {

// A line, and the others of its note with the same key.
struct LineChoice {
  std::vector<std::size_t> lines;
  double probability = 0;
};

// `message`: folded words.
bool asks_how_many(const std::vector<std::string>& message);

// The question outlives it.
class AnswerTeller {
 public:
  explicit AnswerTeller(const UnknownQuestion& question);

  const std::optional<TimeQuestion>& time() const { return time_; }

  // Whether a line with this value can answer at all.
  bool may_answer(const NotedLine& line) const;

  // Nothing when they do not tell. `choice`: at least one line.
  std::optional<std::string> reply(const std::vector<NotedLine>& lines,
                                   const LineChoice& choice) const;

 private:
  std::string holder(const NotedLine& line) const;
  std::string count(const std::vector<NotedLine>& lines, const LineChoice& choice) const;

  const UnknownQuestion& question_;
  std::vector<std::string> message_;
  Question asked_;
  std::optional<TimeQuestion> time_;
};

}  // namespace tiles::memory
