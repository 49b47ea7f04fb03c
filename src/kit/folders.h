// SPDX-License-Identifier: Apache-2.0
// Folders of a home.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace tiles::kit {

enum class Folder { Made, Known };

// Makes `directory` and what is missing above it, for the user alone.
Result<Folder> make_missing(const std::filesystem::path& directory);

}  // namespace tiles::kit
