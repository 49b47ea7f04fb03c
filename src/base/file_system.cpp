// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <string>

#include "base/random.h"

namespace tiles {

std::string_view parent_path(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

Result<void> make_directories(FileSystem& files, std::string_view path) {
  if (path.empty()) {
    return {};
  }
  if (const auto info = files.info(path)) {
    if (info->kind == FileKind::Directory) {
      return {};
    }
    return fail(ErrorCode::AlreadyExists, "'" + std::string(path) + "' is not a directory");
  }
  TILES_CHECK(make_directories(files, parent_path(path)));
  if (auto made = files.make_directory(path);
      !made && made.error().code() != ErrorCode::AlreadyExists) {
    return made;
  }
  return files.sync_directory(parent_path(path));
}

Result<void> replace_file(FileSystem& files, std::string_view path, std::string_view bytes) {
  const auto directory = parent_path(path);
  std::string temporary(directory);
  if (!temporary.empty()) {
    temporary += '/';
  }
  temporary += ".tiles-" + random_hex(8) + ".tmp";
  TILES_CHECK(files.write_new(temporary, bytes));
  if (auto renamed = files.rename(temporary, path); !renamed) {
    (void)files.remove(temporary);
    return renamed;
  }
  return files.sync_directory(directory);
}

}  // namespace tiles
