// SPDX-License-Identifier: Apache-2.0
// What several lines make together: their sum, or how many they are. Rules:
// docs/protocols/memory.md, section The reader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "memory/noted_lines.h"
#include "memory/total_question.h"
#include "memory/unknown_question.h"

namespace tiles::memory {

struct TotalLines {
  std::vector<std::size_t> lines;  // The first of them.
  std::string reply;               // "80 GBP: £50 to Ravi, £30 to Helen".
};

// Of the lines `readable`. Nothing where none that belong together are what the question speaks of,
// where it has more words than they have, or where amounts do not go together.
std::optional<TotalLines> total_lines(const UnknownQuestion& question, const TotalQuestion& total,
                                      const std::vector<NotedLine>& lines,
                                      const std::vector<std::size_t>& readable);

}  // namespace tiles::memory
