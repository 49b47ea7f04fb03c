// SPDX-License-Identifier: Apache-2.0
// Writes the tiles and bundles of a growing log, without syncing them until it is told to.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "tlog/tile.h"
#include "tlog/tree.h"

namespace tiles::tlog {

// Not safe from several threads. After an error it is not used again.
class TileWriter {
 public:
  // `tree` and `bundle`, its last entries, are as the files have them.
  TileWriter(FileSystem& files, GrowingTree tree, std::string bundle);

  // Writes the tiles and the bundle that it fills.
  Result<void> add(std::string_view entry);
  // Writes the partial ones of the present size.
  Result<void> write_partial();
  // Syncs what was written and is still needed.
  Result<void> sync();
  // Removes the partial ones whose full one was synced. They are needed until the journal says so.
  Result<void> remove_replaced();

  GrowingTree& tree() { return tree_; }
  // Replaces a file without syncing it.
  Result<void> replace(const std::string& path, std::string_view bytes);

 private:
  Result<void> write(const TileName& name, std::string_view bytes);
  Result<void> write_full(const TileName& name, std::string_view bytes);
  // Never a file that is there already: a power cut could spoil what others rely on.
  Result<void> write_grown(unsigned& width_written, const TileName& name, std::string_view bytes);
  Result<void> make_folder(std::string_view folder);

  FileSystem* files_;
  GrowingTree tree_;
  std::string bundle_;
  std::vector<unsigned> widths_written_;  // Of the partial tile of each level; 0 for none.
  unsigned bundle_width_written_ = 0;
  std::set<std::string> unsynced_;          // Files.
  std::set<std::string> unsynced_folders_;  // With new names in them.
  std::set<std::string> folders_;           // Known to be there.
  std::vector<TileName> full_;              // Since the last sync.
  std::vector<TileName> replaced_;          // Full ones that were synced.
};

}  // namespace tiles::tlog
