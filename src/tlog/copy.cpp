// SPDX-License-Identifier: Apache-2.0
#include "tlog/copy.h"

#include "tlog/log_files.h"

namespace tiles::tlog {
namespace {

// All tiles of one level, or all bundles.
Result<void> copy_row(const LogFiles& from, FileSystem& to, TileName row, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(row.level, size);
  for (std::uint64_t index = 0; index * kTileWidth < hashes; ++index) {
    const TileName name = tile_in_tree(row.kind, row.level, index, size);
    const std::string path = name.path();
    const std::string bytes = TILES_TRY(from.tile(name));
    TILES_CHECK(make_directories(to, parent_path(path)));
    TILES_CHECK(to.write_new(path, bytes));
  }
  return {};
}

}  // namespace

Result<void> copy_log(const FileSystem& from, FileSystem& to, const Checkpoint& checkpoint,
                      std::string_view note) {
  const LogFiles files(from);
  const std::uint64_t size = checkpoint.head.size;
  TILES_CHECK(copy_row(files, to, {.kind = TileKind::Entries}, size));
  for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
    TILES_CHECK(copy_row(files, to, {.kind = TileKind::Hashes, .level = level}, size));
  }
  TILES_CHECK(to.write_new(kCheckpointPath, note));
  return to.sync_directory("");
}

}  // namespace tiles::tlog
