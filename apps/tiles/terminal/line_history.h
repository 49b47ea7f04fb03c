// SPDX-License-Identifier: Apache-2.0
// The lines that a person entered, oldest first. Format: docs/files.md, "history".
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::program {

inline constexpr std::size_t kHistoryLinesMax = 1000;
inline constexpr std::size_t kHistoryLineBytesMax = 4096;  // Longer lines are not kept.

// The newest kHistoryLinesMax lines; none when there is no file. A file with more than twice as
// many is written anew with these alone.
std::vector<std::string> load_history(const std::filesystem::path& file);

// Appends one line; the file is made with mode 0600, folders above it with 0700. Nothing is said
// when that fails: a history is a convenience.
void append_history(const std::filesystem::path& file, std::string_view line);

}  // namespace tiles::program
