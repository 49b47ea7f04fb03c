// SPDX-License-Identifier: Apache-2.0
// A fresh directory that is removed with everything in it when the object ends.
#pragma once

#include <filesystem>

namespace tiles::testing {

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace tiles::testing
