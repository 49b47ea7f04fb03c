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
  std::vector<std::size_t> lines;
  std::string reply;  // "80 GBP: £50 to Ravi, £30 to Helen".
};

// Nothing where no lines that belong together are what the question speaks of, or some have no
// amount that goes with the others.
std::optional<TotalLines> total_lines(const UnknownQuestion& question, const TotalQuestion& total,
                                      const std::vector<NotedLine>& lines);

}  // namespace tiles::memory
