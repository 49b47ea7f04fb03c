// SPDX-License-Identifier: Apache-2.0
// The files of a log as C2SP tlog-tiles v0.1.0 names and fills them: a tile has up to 256 hashes of
// one level, a bundle up to 256 entries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles::tlog {

inline constexpr unsigned kTileHeight = 8;
inline constexpr unsigned kTileWidth = 256;
inline constexpr unsigned kTileLevelMax = 63;
inline constexpr std::uint64_t kTileIndexMax = 999'999'999'999'999'999;  // Six groups of digits.
inline constexpr std::size_t kEntryBytesMax = 65'535;
inline constexpr std::size_t kBundleBytesMax = kTileWidth * (2 + kEntryBytesMax);
inline constexpr std::size_t kTilePathBytesMax = 64;

enum class TileKind { Hashes, Entries };

struct TileName {
  TileKind kind = TileKind::Hashes;
  unsigned level = 0;  // 0 for entries.
  std::uint64_t index = 0;
  unsigned width = kTileWidth;  // 1 to 255 for a partial one.

  // "tile/0/x001/x234/067", "tile/1/000.p/17", "tile/entries/000".
  std::string path() const;
  // The path of the full one.
  std::string full_path() const;
  // What path() writes and nothing else. Errors: Invalid.
  static Result<TileName> parse(std::string_view path);

  bool operator==(const TileName&) const = default;
};

// How many hashes `level` has in a tree of `size` entries; also the index of the first tile of the
// level below it that is not full.
std::uint64_t hashes_at(unsigned level, std::uint64_t size);
// How many hashes of `level` the last, partial tile has in a tree of `size` entries; 0 to 255.
unsigned partial_width(unsigned level, std::uint64_t size);
// The name of the tile or bundle `index` in a tree of `size` entries that has at least one hash of
// it.
TileName tile_in_tree(TileKind kind, unsigned level, std::uint64_t index, std::uint64_t size);

// `entry`: at most kEntryBytesMax bytes.
void append_to_bundle(std::string& bundle, std::string_view entry);
// The first `count` entries; they point into `bytes`. Errors: Corrupt (too short).
enum class BundleEnd { AfterLast, Anywhere };
Result<std::vector<std::string_view>> parse_bundle(std::string_view bytes, std::size_t count,
                                                   BundleEnd end);

}  // namespace tiles::tlog
