// SPDX-License-Identifier: Apache-2.0
#include "tlog/tile.h"

#include <algorithm>

#include "base/assert.h"
#include "base/text.h"
#include "tlog/decimal.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kFolder = "tile/";
constexpr std::string_view kPartial = ".p/";

// "x001/x234/067" of 1234067.
std::string index_path(std::uint64_t index) {
  std::string path;
  for (bool is_last = true; is_last || index > 0; is_last = false) {
    const std::string digits = std::to_string(1'000 + index % 1'000).substr(1);
    path.insert(0, is_last ? digits : "x" + digits + "/");
    index /= 1'000;
  }
  return path;
}

tl::unexpected<Error> not_a_path(std::string_view path) {
  return fail(ErrorCode::Invalid, shown_in_quotes(path) + " is not the path of a tile");
}

Result<TileName> parse_parts(std::string_view path) {
  std::string_view rest = path;
  if (path.size() > kTilePathBytesMax || !rest.starts_with(kFolder)) return not_a_path(path);
  rest.remove_prefix(kFolder.size());
  TileName name;
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return not_a_path(path);
  if (rest.substr(0, slash) == "entries") {
    name.kind = TileKind::Entries;
  } else {
    const std::uint64_t level = TILES_TRY(parse_decimal(rest.substr(0, slash), "level"));
    if (level > kTileLevelMax) return not_a_path(path);
    name.level = static_cast<unsigned>(level);
  }
  rest.remove_prefix(slash + 1);
  if (const std::size_t dot = rest.find(kPartial); dot != std::string_view::npos) {
    const std::uint64_t width =
        TILES_TRY(parse_decimal(rest.substr(dot + kPartial.size()), "width"));
    if (width == 0 || width >= kTileWidth) return not_a_path(path);
    name.width = static_cast<unsigned>(width);
    rest = rest.substr(0, dot);
  }
  for (const char c : rest) {
    if (c >= '0' && c <= '9') {
      // Six groups of three digits fit; longer ones are not printed again as they were.
      name.index = name.index * 10 + static_cast<std::uint64_t>(c - '0');
      if (name.index > kTileIndexMax) return not_a_path(path);
    }
  }
  return name;
}

}  // namespace

std::string TileName::full_path() const {
  return std::string(kFolder) + (kind == TileKind::Entries ? "entries" : std::to_string(level)) +
         "/" + index_path(index);
}

std::string TileName::path() const {
  return full_path() + (width == kTileWidth ? "" : std::string(kPartial) + std::to_string(width));
}

Result<TileName> TileName::parse(std::string_view path) {
  const TileName name = TILES_TRY(parse_parts(path));
  if (name.path() != path) return not_a_path(path);
  return name;
}

std::uint64_t hashes_at(unsigned level, std::uint64_t size) {
  const unsigned shift = kTileHeight * level;
  return shift >= 64 ? 0 : size >> shift;
}

unsigned partial_width(unsigned level, std::uint64_t size) {
  return static_cast<unsigned>(hashes_at(level, size) % kTileWidth);
}

TileName tile_in_tree(TileKind kind, unsigned level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = hashes_at(level, size);
  TILES_ASSERT(index * kTileWidth < hashes);
  return {.kind = kind,
          .level = level,
          .index = index,
          .width = static_cast<unsigned>(
              std::min<std::uint64_t>(hashes - index * kTileWidth, kTileWidth))};
}

void append_to_bundle(std::string& bundle, std::string_view entry) {
  TILES_ASSERT(entry.size() <= kEntryBytesMax);
  bundle += static_cast<char>(entry.size() >> 8U);
  bundle += static_cast<char>(entry.size() & 0xFFU);
  bundle += entry;
}

Result<std::vector<std::string_view>> parse_bundle(std::string_view bytes, std::size_t count,
                                                   BundleEnd end) {
  std::vector<std::string_view> entries;
  entries.reserve(std::min<std::size_t>(count, kTileWidth));
  while (entries.size() < count) {
    const std::size_t size = bytes.size() < 2 ? kEntryBytesMax
                                              : static_cast<std::uint8_t>(bytes[0]) * 256U +
                                                    static_cast<std::uint8_t>(bytes[1]);
    if (bytes.size() < 2 || bytes.size() - 2 < size) {
      return fail(ErrorCode::Corrupt, "bundle that ends within entry " +
                                          std::to_string(entries.size() + 1) + " of " +
                                          std::to_string(count));
    }
    entries.push_back(bytes.substr(2, size));
    bytes.remove_prefix(2 + size);
  }
  if (end == BundleEnd::AfterLast && !bytes.empty()) {
    return fail(ErrorCode::Corrupt, "bundle with " + std::to_string(bytes.size()) +
                                        " bytes behind its " + std::to_string(count) + " entries");
  }
  return entries;
}

}  // namespace tiles::tlog
