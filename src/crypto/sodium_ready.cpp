// SPDX-License-Identifier: Apache-2.0
#include "crypto/sodium_ready.h"

#include <sodium.h>

#include "base/assert.h"

namespace tiles::crypto {

void ready_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  TILES_ASSERT(is_ready);
}

}  // namespace tiles::crypto
