// SPDX-License-Identifier: Apache-2.0
// Orders the processes that work in one folder.
#pragma once

#include <chrono>
#include <filesystem>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tiles {

enum class LockKind { Shared, Exclusive };

// Locks the folder itself (flock), so that nothing is left behind; released when it ends or its
// process dies. Two locks in one process exclude each other as those of two processes do.
class DirectoryLock {
 public:
  // Errors: Busy after `wait`, Io, those of opening the folder. An empty path needs no lock.
  static Result<DirectoryLock> take(const std::filesystem::path& directory, LockKind kind,
                                    std::chrono::milliseconds wait);

 private:
  explicit DirectoryLock(UniqueFd directory) : directory_(std::move(directory)) {}
  UniqueFd directory_;
};

}  // namespace tiles
