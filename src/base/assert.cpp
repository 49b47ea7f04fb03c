// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace tiles {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "tiles: internal error: '%s' is false at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace tiles
