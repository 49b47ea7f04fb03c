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

// The text with one more alias; front matter is made where there is none, and kept as it is
// written but for the alias. The text itself when it has the alias, when its list goes over several
// lines in brackets, or when the name has a double quote, a backslash or a line break, and when it
// would be beyond the bounds above.
std::string with_alias(std::string_view text, std::string_view name);

}  // namespace tiles::vault
