// SPDX-License-Identifier: Apache-2.0
// Words, lines and links of a vault's text as the grader of hand-written tasks compares them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "score/suite.h"

namespace tiles::score {

// Where the words of `needle` first stand in `text`, one after the other, in bytes of the words
// before; nothing when they do not. A code with a digit and at least kSpacedCharactersMin
// characters may be spaced otherwise; so may scripts without spaces.
inline constexpr std::size_t kSpacedCharactersMin = 6;
std::optional<std::size_t> place(std::string_view text, std::string_view needle);
bool holds(std::string_view text, std::string_view needle);
bool holds_any(std::string_view text, const std::vector<std::string>& needles);

// A line with links as the names they show.
std::string readable(std::string_view line);
// The targets of the links of a line.
std::vector<std::string> link_targets(std::string_view line);

// The lines that are not blank, without their line breaks.
std::vector<std::string_view> text_lines(std::string_view text);

// What happened to one file, blank lines aside.
struct TextDifference {
  std::vector<std::string> lost;
  std::vector<std::string> added;
  bool same_bytes = false;
  bool same_breaks = false;  // No line that stayed has lost the line break of Windows.
};
// By a longest common subsequence. Cost: the product of the numbers of lines.
TextDifference difference(std::string_view before, std::string_view after);

// The vault as it is when notes are renamed or merged and every link follows.
Files redirected(const Files& files,
                 const std::vector<std::pair<std::string, std::string>>& redirects);

// The note that a link of `path` leads to (docs/formats/vault.md).
std::optional<std::string> leads_to(const Files& files, std::string_view path,
                                    std::string_view target);

}  // namespace tiles::score
