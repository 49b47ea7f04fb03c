// SPDX-License-Identifier: Apache-2.0
// Differences between two texts, line by line, byte-exact.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::vault {

// Lines [old_begin, old_end) became lines [new_begin, new_end). Lines are counted from 0.
struct Hunk {
  std::size_t old_begin = 0;
  std::size_t old_end = 0;
  std::size_t new_begin = 0;
  std::size_t new_end = 0;
  bool operator==(const Hunk&) const = default;
};

// Each line with its line break; the last may have none. "" has no line.
std::vector<std::string_view> lines_of(std::string_view text);

// In order and apart from each other. The shortest edit script while it has at most kEditsMax
// lines; beyond that one hunk from the first difference to the last.
inline constexpr std::size_t kEditsMax = 1000;
std::vector<Hunk> diff_lines(std::string_view old_text, std::string_view new_text);

struct DiffNames {
  std::string_view before;  // "a/user.md", or "/dev/null".
  std::string_view after;
};

// Three lines of context; "" when nothing differs.
std::string unified_diff(DiffNames names, std::string_view old_text, std::string_view new_text);

}  // namespace tiles::vault
