// SPDX-License-Identifier: Apache-2.0
// Signing and checking the files of a folder as the program model_signing does.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "attest/model_content.h"
#include "base/file_system.h"
#include "base/result.h"

namespace tiles::attest {

inline constexpr std::size_t kFolderDepthMax = 64;

// What model_signing leaves out when it is not told otherwise.
std::vector<std::string> ignored_by_default();

// Hashes all files below the root of `files` on `threads` threads, at least one. Errors: Invalid (a
// symbolic link, a name that is not UTF-8, no file), Limit, Denied, Io, Conflict (a file shrank
// while it was read).
Result<ModelContent> hash_folder(const FileSystem& files, std::string_view name,
                                 Serialization serialization, std::size_t threads);

// How a folder is not what was signed.
struct FolderDifference {
  std::vector<std::string> changed;  // Resources: a file or a shard of it.
  std::vector<std::string> missing;
  std::vector<std::string> unsigned_files;  // There, but not signed.

  bool is_empty() const { return changed.empty() && missing.empty() && unsigned_files.empty(); }
};

// Hashes the folder in the way of `content`, leaving out `also_ignored` as well. Errors: those of
// hash_folder().
Result<FolderDifference> compare_folder(const FileSystem& files, const ModelContent& content,
                                        const std::vector<std::string>& also_ignored,
                                        std::size_t threads);

}  // namespace tiles::attest
