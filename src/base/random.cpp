// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include <algorithm>
#include <vector>

#include "base/assert.h"
#include "base/text.h"

namespace tiles {

void fill_random(std::span<std::byte> out) {
  constexpr std::size_t kCallMax = 256;  // The limit of getentropy(3).
  while (!out.empty()) {
    const auto part = out.first(std::min(out.size(), kCallMax));
    TILES_ASSERT(::getentropy(part.data(), part.size()) == 0);
    out = out.subspan(part.size());
  }
}

std::string random_hex(std::size_t byte_count) {
  std::vector<std::byte> bytes(byte_count);
  fill_random(bytes);
  return to_hex(bytes);
}

}  // namespace tiles
