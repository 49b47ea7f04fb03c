// SPDX-License-Identifier: Apache-2.0
// Opens a model file for reading.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace tiles::engine {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, FileCloser>;

// Links are followed: the user names the file. Errors: NotFound, Denied, Io; Invalid (a directory,
// a FIFO or a device, which are never read).
Result<FileHandle> open_model_file(const std::filesystem::path& path);

}  // namespace tiles::engine
