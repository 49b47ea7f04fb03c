// SPDX-License-Identifier: Apache-2.0
// What a task has read: the lines that a reply may rest on.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiles::memory {

// Without its line break.
struct ReadLine {
  std::string path;
  std::string text;
};

// Each line of a note once, in the order of reading. Blank lines are left out.
class Readings {
 public:
  static constexpr std::size_t kLinesMax = 20'000;

  // `text`: a note or some lines of it.
  void add(std::string_view path, std::string_view text);

  const std::vector<ReadLine>& lines() const { return lines_; }
  // The texts of notes that carry the tag `untrusted` in their front matter.
  const std::string& untrusted_text() const { return untrusted_text_; }

 private:
  void add_line(std::string_view path, std::string_view line);

  std::vector<ReadLine> lines_;
  std::set<std::pair<std::string, std::string>> seen_;
  std::string untrusted_text_;
};

}  // namespace tiles::memory
