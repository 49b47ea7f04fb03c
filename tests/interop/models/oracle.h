// SPDX-License-Identifier: Apache-2.0
// The programs in Go that tests/interop/build_oracles.sh builds; './dev test' gives their folder in
// TILES_GO_ORACLES.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace tiles::models {

// Nothing when the oracles were not built.
std::optional<std::string> oracle_folder();

// One line in, one line out. Fails the test when the program does not answer each.
std::vector<Json> ask_oracle(const std::string& program, const std::vector<std::string>& lines);

}  // namespace tiles::models

// At the start of a test: without its oracle it fails.
#define TILES_NEEDS_ORACLES()                   \
  ASSERT_TRUE(::tiles::models::oracle_folder()) \
      << "TILES_GO_ORACLES is not set: './dev test program' builds them and sets it"
