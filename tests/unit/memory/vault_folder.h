// SPDX-License-Identifier: Apache-2.0
// A vault in a folder of its own, whose files a test writes and reads behind its back.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/clock.h"
#include "support/temporary_directory.h"

namespace tiles::memory {

class VaultFolder : public ::testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories((folder_.path() / path).parent_path());
    std::ofstream(folder_.path() / path, std::ios::binary) << text;
  }
  std::string read(const std::string& path) const {
    std::ifstream file(folder_.path() / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  testing::TemporaryDirectory folder_;
  SystemClock clock_;
};

}  // namespace tiles::memory
