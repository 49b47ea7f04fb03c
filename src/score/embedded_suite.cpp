// SPDX-License-Identifier: Apache-2.0
#include "score/embedded_suite.h"

// Laid down by tiles_embed() of cmake/tiles_embed.cmake.
extern "C" {
extern const unsigned char tiles_memory_suite_begin[];
extern const unsigned char tiles_memory_suite_end[];
}

namespace tiles::score {

std::string_view embedded_suite() {
  return {reinterpret_cast<const char*>(tiles_memory_suite_begin),
          static_cast<std::size_t>(tiles_memory_suite_end - tiles_memory_suite_begin)};
}

}  // namespace tiles::score
