// SPDX-License-Identifier: Apache-2.0
// Keeps a second writer out of a vault, in this process or another, while one commits.
#pragma once

#include <chrono>
#include <filesystem>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tiles::vault {

// Locks the folder itself, so that nothing is left behind; released when it ends or its process
// dies.
class VaultLock {
 public:
  // Errors: Busy after `wait`, Io. An empty root needs no lock.
  static Result<VaultLock> take(const std::filesystem::path& root, std::chrono::milliseconds wait);

 private:
  explicit VaultLock(UniqueFd folder) : folder_(std::move(folder)) {}
  UniqueFd folder_;
};

}  // namespace tiles::vault
