// SPDX-License-Identifier: Apache-2.0
// The properties between two "---" lines at the start of a note: only what the index needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tiles::vault {

struct FrontMatter {
  std::size_t size_bytes = 0;  // With both "---" lines; 0 when there is none.
  std::vector<std::string> aliases;
  std::vector<std::string> tags;  // Without '#'.
};

inline constexpr std::size_t kNamesMax = 100;      // Aliases, and tags, of one note.
inline constexpr std::size_t kNameBytesMax = 255;  // A longer one is left out.

FrontMatter read_front_matter(std::string_view text);

}  // namespace tiles::vault
