// SPDX-License-Identifier: Apache-2.0
// A message kept as it was said. Rules: docs/protocols/memory.md, section In the user's own words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

struct OwnWords {
  std::string line;             // "- the plumber comes on Tuesday", without a line break.
  bool is_asked_for = false;    // "remember that …".
  bool is_about_named = false;  // Of the note that the message names; else of the user's own.
};

// Nothing when the message asks something, or is no line: too long, of several lines, or with marks
// that mean something in a note. `subject_names`: of the one note that it names, if there is one.
std::optional<OwnWords> in_own_words(std::string_view message,
                                     const std::vector<std::vector<std::string>>& subject_names);

}  // namespace tiles::memory
