// SPDX-License-Identifier: Apache-2.0
// Reads the files of one log, its own or a copy, as C2SP tlog-tiles lays them out.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "base/file_system.h"
#include "base/result.h"
#include "tlog/hash.h"
#include "tlog/tile.h"
#include "tlog/tree.h"

namespace tiles::tlog {

inline constexpr std::string_view kCheckpointPath = "checkpoint";

// Nothing is believed of what is read: who wants a proof checks it. Errors of all: Corrupt (a file
// of the wrong size, or missing), Io. Keeps some tiles in memory. Not safe from several threads.
class LogFiles {
 public:
  // `files` outlives it.
  explicit LogFiles(const FileSystem& files) : files_(&files) {}

  // The bytes of a tile or bundle of a tree of `size` entries: of the partial one, or the front of
  // the full one that took its place.
  Result<std::string> tile(const TileName& name) const;
  // Of the tree of `size` entries; valid while this lives.
  NodeSource nodes(std::uint64_t size);
  // Errors also: Invalid (not in a log of `size`).
  Result<std::string> entry(std::uint64_t index, std::uint64_t size) const;

 private:
  Result<Hash> node(unsigned level, std::uint64_t index, std::uint64_t size);

  const FileSystem* files_;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles_;  // By level and index.
  TreeHasher hasher_;
};

}  // namespace tiles::tlog
