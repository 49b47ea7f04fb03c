// SPDX-License-Identifier: Apache-2.0
// A note's text after an edit that the reader found. Rules: docs/protocols/memory.md, section What
// the reader changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/noted_lines.h"
#include "memory/reader.h"
#include "memory/told_facts.h"

namespace tiles::memory {

// Below which a new line has the user's own words for a key; the second where the message has the
// key's words.
inline constexpr double kEditKeyConfidenceMin = 0.7;
inline constexpr double kSaidKeyConfidenceMin = 0.3;

// A note that the message may tell something of, and its lines.
struct OwnNote {
  ToldNote note;
  std::vector<NotedLine> lines;
  std::string owner = {};   // "Ana Reed's note"; empty where no line can be added.
  bool is_further = false;  // The message does not name it.
};

// `line`: the one of the note's that the edit changes, null for a new one. `edit.value` is part of
// `message`. The text as it was when it says so already; nothing when the edit cannot be made
// exactly.
std::optional<std::string> text_after_edit(std::string_view message, const FoundEdit& edit,
                                           const OwnNote& own, const NotedLine* line);

}  // namespace tiles::memory
