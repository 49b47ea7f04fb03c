// SPDX-License-Identifier: Apache-2.0
// Lines that a person types (edited, with history) or that a pipe gives.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tiles::program {

enum class LineEnd { Entered, EndOfInput, Interrupted };

struct Line {
  LineEnd end = LineEnd::Entered;
  // Without its line break; a pasted text keeps those inside it.
  std::string text;
  // What was pasted into it, as it was pasted.
  std::vector<std::string> pasted = {};
};

inline constexpr std::size_t kLineBytesMax = std::size_t{1024} * 1024;

// Two real ones: the terminal's editor (libedit) and a plain reader. Main thread only.
class LineReader {
 public:
  virtual ~LineReader() = default;
  // A longer line ends at kLineBytesMax; the rest is the next one.
  virtual Line read() = 0;
};

// history_file: where entered lines are kept, readable by the user alone; it and its folder are
// made when missing, and a history that cannot be kept is no error.
std::unique_ptr<LineReader> edited_lines(const std::filesystem::path& history_file);
std::unique_ptr<LineReader> plain_lines();

}  // namespace tiles::program
