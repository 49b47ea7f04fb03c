// SPDX-License-Identifier: Apache-2.0
// A folder for one task that is gone with the object, in memory where the system offers that.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"

namespace tiles::memory {

class ScratchFolder {
 public:
  // Errors: Io.
  static Result<ScratchFolder> make();
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&& other) noexcept;
  ~ScratchFolder();

  // New files by path; their folders are made. Errors: AlreadyExists, Io.
  Result<void> write(const std::map<std::string, std::string>& files) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;  // Empty once moved from.
};

}  // namespace tiles::memory
