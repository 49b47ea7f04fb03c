// SPDX-License-Identifier: Apache-2.0
// What makes the worker harmless. The file that defines it is chosen at link time.
#pragma once

#include <cstddef>

#include "base/result.h"

namespace tiles::sandbox {

// Reserves what cannot be had later: heap_bytes of heap, and a large stack. Comes before whatever
// the process has to do once, such as looking up the size of its stack. Errors: Io.
Result<void> prepare_jail(std::size_t heap_bytes);

// Takes from the calling process, for good, whatever is not needed to compute: afterwards it can
// read standard input, write standard output and standard error, use the memory that it has, and
// end. Anything else kills it.
// Errors: Unsupported (this system has no such jail), Io. After an error the process must end.
Result<void> enter_jail();

}  // namespace tiles::sandbox
