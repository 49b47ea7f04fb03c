// SPDX-License-Identifier: Apache-2.0
// One open file of the machine. Paths are for messages alone.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace tiles {

// "reading 'a/b'"
std::string quoted(std::string_view verb, std::string_view path);

FileInfo info_of(std::string name, const struct stat& status);

Result<void> sync_file(int fd, std::string_view path);
// All of `bytes`, then synced.
Result<void> write_all(int fd, std::string_view bytes, std::string_view path);

// `file` is open, or the call that should have opened it left errno. Errors: Invalid when it is not
// a regular file.
Result<std::unique_ptr<FileReader>> disk_reader(UniqueFd file, std::string_view path);
// `reader` reads the same file.
std::unique_ptr<FileUpdater> disk_updater(std::unique_ptr<FileReader> reader, UniqueFd file,
                                          std::string_view path);
std::unique_ptr<FileWriter> disk_writer(UniqueFd file, std::string_view path);

}  // namespace tiles
