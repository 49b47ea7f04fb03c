// SPDX-License-Identifier: Apache-2.0
// The visible files of a vault, by NotePath. Names on the disk may be decomposed (NFD) and the disk
// may hold "Ana.md" and "ana.md" to be one: both are settled here and nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "vault/note_path.h"

namespace tiles::vault {

// The folder of Tiles' own files in a vault; no NotePath leads there.
inline constexpr std::string_view kOwnFolder = ".tiles";

// `name` of each FileInfo is the whole path, as NotePath spells it.
class Tree {
 public:
  static constexpr std::size_t kFilesMax = 200'000;

  // `files` must outlive it.
  explicit Tree(const FileSystem& files) : files_(&files) {}

  // How the disk spells the path of a file or folder. Errors: NotFound. A name that differs in
  // letter case is another name on every disk.
  Result<std::string> locate(std::string_view path) const;
  Result<FileInfo> info(const NotePath& path) const;
  // Errors: NotFound; Limit; Invalid (not a regular file).
  Result<std::string> read(std::string_view path, std::uint64_t size_bytes_max) const;

  // Regular files at any depth below `folder`, in byte order of path. Links, special files and what
  // no NotePath can name are left out; with `skipped`, their paths are told there. Errors: Limit
  // past kFilesMax.
  Result<std::vector<FileInfo>> list(std::string_view folder,
                                     std::vector<std::string>* skipped = nullptr) const;

  // What stands there under a name that a case-insensitive disk would hold to be that of `path`,
  // itself excepted: "entities/Ana.md" for "entities/ana.md".
  Result<std::optional<std::string>> namesake(const NotePath& path) const;

 private:
  Result<std::string> locate_by_listing(std::string_view path) const;
  bool ignores_case() const;

  const FileSystem* files_;
  mutable std::optional<bool> ignores_case_;  // Found out once something stands in the vault.
};

}  // namespace tiles::vault
