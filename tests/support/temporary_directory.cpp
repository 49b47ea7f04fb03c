// SPDX-License-Identifier: Apache-2.0
#include "support/temporary_directory.h"

#include "base/random.h"

namespace tiles::testing {

TemporaryDirectory::TemporaryDirectory()
    : path_(std::filesystem::temp_directory_path() / ("tiles-test-" + random_hex(8))) {
  std::filesystem::create_directory(path_);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tiles::testing
