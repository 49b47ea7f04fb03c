// SPDX-License-Identifier: Apache-2.0
// For our own bugs, never for input: always compiled in, ends the process.
#pragma once

namespace tiles {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace tiles

#define TILES_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::tiles::assertion_failed(#condition, __FILE__, __LINE__))
