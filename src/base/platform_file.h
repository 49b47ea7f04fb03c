// SPDX-License-Identifier: Apache-2.0
// What files need of one operating system; the file that defines it is chosen at link time.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace tiles::platform {

// Makes `name` in the open folder `directory`, a new file of mode 0600 whose blocks are those of
// the open file `from` until one of both is written to; synced. Unsupported where the file system
// cannot; then nothing is left. Errors: AlreadyExists, Denied, Io.
Result<void> clone_file(int from, int directory, const std::string& name);

// Lets the system begin to write those bytes of the open file to the disk; does not wait, and
// nothing is promised.
void begin_writing(int file, std::uint64_t offset, std::uint64_t size_bytes);

}  // namespace tiles::platform
