// SPDX-License-Identifier: Apache-2.0
// Folders of a home.
#pragma once

#include <filesystem>
#include <memory>

#include "base/file_system.h"
#include "base/result.h"

namespace tiles::kit {

enum class Folder { Made, Known };

// Makes `directory` and what is missing above it, for the user alone.
Result<Folder> make_missing(const std::filesystem::path& directory);
// The same, and opens it.
Result<std::unique_ptr<FileSystem>> make_and_open(const std::filesystem::path& directory);

// The folder, made when it is missing.
Result<std::unique_ptr<FileSystem>> make_and_open(const std::filesystem::path& directory);

}  // namespace tiles::kit
