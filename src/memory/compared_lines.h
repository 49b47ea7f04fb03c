// SPDX-License-Identifier: Apache-2.0
// Which of several things is the more of something, by the lines of a vault that the reader chooses
// for each. Rules: docs/protocols/memory.md, section The reader.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "memory/comparison.h"
#include "memory/noted_lines.h"
#include "memory/reader.h"
#include "memory/unknown_question.h"

namespace tiles::memory {

struct ComparedLines {
  std::string reply;  // "Ana (1984-02-03), Ben (1990-01-01)"; what was asked for first.
  std::vector<std::size_t> lines;  // Of `lines`, one of each.
  double confidence = 0;           // Of the least sure of them.
};

// What a message compares: who and what it names, the sides of its "or" and "than", or all that a
// line calls "kids". Nothing when that is fewer than two; no lines when one of them has none that
// the reader is sure enough of. Errors: those of Reader::read.
Result<std::optional<ComparedLines>> compare_lines(const UnknownQuestion& question,
                                                   const Comparison& comparison,
                                                   const std::vector<NotedLine>& lines,
                                                   Reader& reader);

}  // namespace tiles::memory
