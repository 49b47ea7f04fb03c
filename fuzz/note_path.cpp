// SPDX-License-Identifier: Apache-2.0
// Any bytes as a path: what is accepted stays inside the vault, and is accepted again as it is.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "vault/note_path.h"

using tiles::vault::NotePath;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto folder = NotePath::parse_folder(text);
  const auto path = NotePath::parse(text);
  TILES_ASSERT(!path || folder);
  if (!path) return 0;
  TILES_ASSERT(tiles::is_utf8(path->text()));
  TILES_ASSERT(path->text().size() <= NotePath::kPathBytesMax);
  std::size_t depth = 0;
  for (const std::string_view part : tiles::split(path->text(), '/')) {
    TILES_ASSERT(!part.empty() && part.front() != '.');
    TILES_ASSERT(part.size() <= NotePath::kPartBytesMax);
    TILES_ASSERT(part.find_first_of(std::string_view("\0\n\r\\", 4)) == std::string_view::npos);
    ++depth;
  }
  TILES_ASSERT(depth <= NotePath::kDepthMax);
  const auto again = NotePath::parse(path->text());
  TILES_ASSERT(again && again->text() == path->text());
  return 0;
}
