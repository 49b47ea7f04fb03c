// SPDX-License-Identifier: Apache-2.0
// Files that a command is given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace tiles::kit {

// The whole of a regular file. Errors: NotFound, Denied, Io, Limit, Invalid (not a file), each with
// the file's name.
Result<std::string> read_input(const std::filesystem::path& file, std::uint64_t size_bytes_max);

}  // namespace tiles::kit
