// SPDX-License-Identifier: Apache-2.0
#include "tlog/log_files.h"

#include <vector>

namespace tiles::tlog {
namespace {

constexpr std::size_t kTilesKept = 64;

std::size_t size_bytes_max(TileKind kind) {
  return kind == TileKind::Hashes ? kTileWidth * Hash::kSizeBytes : kBundleBytesMax;
}

// The first `width` hashes or entries of a tile that may be full.
Result<std::string> front(std::string bytes, const TileName& name) {
  std::size_t size = name.width * Hash::kSizeBytes;
  if (name.kind == TileKind::Entries) {
    size = 0;
    for (const std::string_view entry :
         TILES_TRY(parse_bundle(bytes, name.width, BundleEnd::Anywhere))) {
      size += 2 + entry.size();
    }
  }
  if (bytes.size() < size) {
    return fail(ErrorCode::Corrupt, "tile of " + std::to_string(bytes.size()) +
                                        " bytes with fewer than " + std::to_string(name.width) +
                                        " hashes");
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

Result<std::string> LogFiles::tile(const TileName& name) const {
  const std::size_t size_max = size_bytes_max(name.kind);
  std::string path = name.path();
  auto bytes = files_->read(path, size_max);
  bool is_exact = true;
  if (!bytes && bytes.error().code() == ErrorCode::NotFound && name.width != kTileWidth) {
    path = name.full_path();
    bytes = files_->read(path, size_max);
    is_exact = false;
  }
  if (!bytes) {
    const bool is_missing = bytes.error().code() == ErrorCode::NotFound;
    return fail(is_missing ? ErrorCode::Corrupt : bytes.error().code(),
                is_missing ? "'" + name.path() + "' is missing" : bytes.error().text());
  }
  const std::size_t read_bytes = bytes->size();
  auto shortened = front(*std::move(bytes), name);
  if (!shortened) return fail(std::move(shortened).error().within("'" + path + "'"));
  if (is_exact && shortened->size() != read_bytes) {
    return fail(ErrorCode::Corrupt, "'" + path + "' is longer than it should be");
  }
  return shortened;
}

NodeSource LogFiles::nodes(std::uint64_t size) {
  return [this, size](unsigned level, std::uint64_t index) { return node(level, index, size); };
}

Result<Hash> LogFiles::node(unsigned level, std::uint64_t index, std::uint64_t size) {
  const unsigned tile_level = level / kTileHeight;
  const unsigned inside = level % kTileHeight;
  const std::uint64_t first = index << inside;  // The first hash of the tile's own level.
  const auto key = std::pair(tile_level, first / kTileWidth);
  const TileName name = tile_in_tree(TileKind::Hashes, tile_level, key.second, size);
  auto found = tiles_.find(key);
  if (found == tiles_.end() || found->second.size() < name.width * Hash::kSizeBytes) {
    if (tiles_.size() >= kTilesKept) tiles_.clear();
    found = tiles_.insert_or_assign(key, TILES_TRY(tile(name))).first;
  }
  std::vector<Hash> hashes;
  for (std::uint64_t i = 0; i < std::uint64_t{1} << inside; ++i) {
    const std::size_t at = (first % kTileWidth + i) * Hash::kSizeBytes;
    hashes.push_back(hash_of_bytes(std::string_view(found->second).substr(at, Hash::kSizeBytes)));
  }
  return root_of_hashes(hasher_, std::move(hashes));
}

Result<std::string> LogFiles::entry(std::uint64_t index, std::uint64_t size) const {
  if (index >= size) {
    return fail(ErrorCode::Invalid,
                "entry " + std::to_string(index) + " is not in a log of " + std::to_string(size));
  }
  const TileName name = tile_in_tree(TileKind::Entries, 0, index / kTileWidth, size);
  const std::string bytes = TILES_TRY(tile(name));
  return std::string(
      TILES_TRY(parse_bundle(bytes, name.width, BundleEnd::AfterLast))[index % kTileWidth]);
}

}  // namespace tiles::tlog
