// SPDX-License-Identifier: Apache-2.0
#include "tlog/tile.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

namespace tiles::tlog {
namespace {

// Of the tests of transparency-dev/tessera, api/layout.
TEST(TileName, PublishedPathsAreMadeAndRead) {
  const std::vector<std::pair<TileName, std::string>> cases = {
      {{.kind = TileKind::Entries, .index = 123'456'789}, "tile/entries/x123/x456/789"},
      {{.level = 15, .index = 455'667}, "tile/15/x455/667"},
      {{.level = 15, .index = 123'456'789, .width = 41}, "tile/15/x123/x456/789.p/41"},
      {{.kind = TileKind::Entries, .index = 1, .width = 1}, "tile/entries/001.p/1"},
      {{.level = 0, .index = 0}, "tile/0/000"},
      {{.level = 63, .index = kTileIndexMax, .width = 255},
       "tile/63/x999/x999/x999/x999/x999/999.p/255"}};
  for (const auto& [name, path] : cases) {
    EXPECT_EQ(name.path(), path);
    EXPECT_EQ(TileName::parse(path).value(), name) << path;
  }
  EXPECT_EQ((TileName{.level = 0, .index = 1'234'067}.path()), "tile/0/x001/x234/067");
}

TEST(TileName, OtherPathsAreRefused) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/0/x000/001",
                           "tile/0/x001/1",
                           "tile/0/001/001",
                           "tile/0/x001",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p/",
                           "tile/0/000.p/1/",
                           "tile/0/000.p",
                           "/tile/0/000",
                           "tile/entry/000",
                           "tile/0/x001/x000/x000/x000/x000/x000/000",
                           "tile/0/../000",
                           "tile/0/000\n"}) {
    EXPECT_EQ(TileName::parse(path).error().code(), ErrorCode::Invalid) << path;
  }
}

RC_GTEST_PROP(TileName, ParseOfPathIsIdentity, (std::uint32_t index, std::uint8_t width)) {
  const TileName name{.level = width % 64U, .index = index, .width = width == 0 ? 256U : width};
  RC_ASSERT(TileName::parse(name.path()).value() == name);
}

// C2SP tlog-tiles, the example of 70,000 entries.
TEST(Tile, PartialWidthsAreThoseOfTheSpecification) {
  EXPECT_EQ(partial_width(0, 70'000), 112U);
  EXPECT_EQ(partial_width(1, 70'000), 17U);
  EXPECT_EQ(partial_width(2, 70'000), 1U);
  EXPECT_EQ(partial_width(3, 70'000), 0U);
  EXPECT_EQ(partial_width(0, 256), 0U);
  EXPECT_EQ(partial_width(1, 256), 1U);
  EXPECT_EQ(hashes_at(7, ~std::uint64_t{0}), 255U);
  EXPECT_EQ(hashes_at(8, ~std::uint64_t{0}), 0U);
  EXPECT_EQ(partial_width(63, ~std::uint64_t{0}), 0U);
  EXPECT_EQ(tile_in_tree(TileKind::Hashes, 0, 272, 70'000).width, 256U);
  EXPECT_EQ(tile_in_tree(TileKind::Hashes, 0, 273, 70'000).width, 112U);
}

TEST(Bundle, EntriesAreReadAsWritten) {
  std::string bundle;
  append_to_bundle(bundle, "one");
  append_to_bundle(bundle, "");
  append_to_bundle(bundle, std::string(kEntryBytesMax, 'x'));
  EXPECT_EQ(bundle.substr(0, 7), std::string("\0\3one\0\0", 7));
  const auto entries = parse_bundle(bundle, 3, BundleEnd::AfterLast).value();
  EXPECT_EQ(entries[0], "one");
  EXPECT_EQ(entries[1], "");
  EXPECT_EQ(entries[2].size(), kEntryBytesMax);
}

TEST(Bundle, WrongLengthIsCorrupt) {
  std::string bundle;
  append_to_bundle(bundle, "one");
  EXPECT_EQ(parse_bundle(bundle, 2, BundleEnd::AfterLast).error().text(),
            "bundle that ends within entry 2 of 2");
  EXPECT_EQ(parse_bundle(bundle.substr(0, 4), 1, BundleEnd::Anywhere).error().code(),
            ErrorCode::Corrupt);
  EXPECT_EQ(parse_bundle(bundle, 0, BundleEnd::AfterLast).error().text(),
            "bundle with 5 bytes behind its 0 entries");
}

}  // namespace
}  // namespace tiles::tlog
