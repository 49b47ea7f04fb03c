// SPDX-License-Identifier: Apache-2.0
#include "memory/scratch_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/file_system.h"

namespace tiles::memory {
namespace {

// Linux keeps this one in memory.
constexpr const char* kMemoryFolder = "/dev/shm";

std::filesystem::path parent_folder() {
  std::error_code error;
  if (std::filesystem::is_directory(kMemoryFolder, error)) return kMemoryFolder;
  return std::filesystem::temp_directory_path(error);
}

}  // namespace

Result<ScratchFolder> ScratchFolder::make() {
  std::string path = (parent_folder() / "tiles-task-XXXXXX").native();
  if (::mkdtemp(path.data()) == nullptr) return fail_system(errno, "making a scratch vault");
  return ScratchFolder(std::move(path));
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

ScratchFolder& ScratchFolder::operator=(ScratchFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  // What cannot be removed is left to the system, which empties these folders itself.
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Result<void> ScratchFolder::write(const std::map<std::string, std::string>& files) const {
  const auto disk = TILES_TRY(open_directory(path_));
  for (const auto& [path, text] : files) {
    const std::string_view parent = parent_path(path);
    if (!parent.empty()) TILES_CHECK(make_directories(*disk, parent));
    TILES_CHECK(disk->write_new(path, text));
  }
  return {};
}

}  // namespace tiles::memory
