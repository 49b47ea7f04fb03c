// SPDX-License-Identifier: Apache-2.0
// What is wrong in a text that a person wrote, with the place, so that all of it is said in one
// run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::models {

enum class Severity : std::uint8_t { Warning, Error };

struct Diagnostic {
  Severity severity = Severity::Error;
  std::size_t offset = 0;  // In bytes, into the text that was read.
  std::string message;
  std::string hint;  // May be empty.
};

// Both from 1; a column is a character. "\n", "\r" and "\r\n" end a line.
struct TextPosition {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const TextPosition&) const = default;
};

// Finds positions in `text`, which must outlive it and is UTF-8. Building it takes one pass; a
// look-up takes the length of one line.
class LineTable {
 public:
  explicit LineTable(std::string_view text);

  TextPosition position(std::size_t offset) const;
  // The line that holds `offset`, without its end.
  std::string_view line_at(std::size_t offset) const;

 private:
  std::size_t index_of(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> starts_;
};

// "file:line:column: error: message", the line, a caret under the place, and the hint, for each. A
// long line is cut around the place.
std::string describe(std::span<const Diagnostic> diagnostics, const std::string& file,
                     std::string_view text);

bool has_error(std::span<const Diagnostic> diagnostics);

}  // namespace tiles::models
