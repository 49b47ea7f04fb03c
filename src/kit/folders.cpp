// SPDX-License-Identifier: Apache-2.0
#include "kit/folders.h"

#include <system_error>

namespace tiles::kit {

Result<Folder> make_missing(const std::filesystem::path& directory) {
  std::filesystem::path existing = directory;
  std::error_code failed;
  while (!std::filesystem::exists(existing, failed) && existing.has_relative_path()) {
    existing = existing.parent_path();
  }
  if (existing == directory) return Folder::Known;
  const auto files = TILES_TRY(open_directory(existing));
  TILES_CHECK(make_directories(*files, directory.lexically_relative(existing).string()));
  return Folder::Made;
}

Result<std::unique_ptr<FileSystem>> make_and_open(const std::filesystem::path& directory) {
  TILES_CHECK(make_missing(directory));
  return open_directory(directory);
}

}  // namespace tiles::kit
