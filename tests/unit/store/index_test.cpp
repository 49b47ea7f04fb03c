// SPDX-License-Identifier: Apache-2.0
#include "store/index.h"

#include "base/format.h"
#include "store_fixture.h"

namespace tiles::store {
namespace {

Descriptor manifest_of(std::string_view bytes) {
  return {.media_type = std::string(media_type::kOciManifest),
          .digest = crypto::sha256(bytes),
          .size_bytes = bytes.size(),
          .artifact_type = {},
          .annotations = {}};
}

std::string entry_text(std::string_view name) {
  return format(R"({{"mediaType":"a/b","digest":"sha256:{:0>64}","size":1,"annotations":)"
                R"({{"org.opencontainers.image.ref.name":"{}"}}}})",
                "", name);
}

std::string index_text(const std::string& entries) {
  return R"({"schemaVersion":2,"manifests":[)" + entries + "]}";
}

std::string many_entries(std::size_t count) {
  std::string entries = entry_text("0");
  for (std::size_t i = 1; i < count; ++i) entries += "," + entry_text(std::to_string(i));
  return index_text(entries);
}

TEST(Index, GoldenTextOfOneName) {
  Index index;
  index.set("qwen3:latest", manifest_of("test"));
  EXPECT_EQ(
      index.print().value(),
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)"
      R"({"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("digest":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","size":4,)"
      R"("annotations":{"org.opencontainers.image.ref.name":"qwen3:latest"}}]})");
  EXPECT_EQ(Index::parse(index.print().value()).value(), index);
}

TEST(Index, TimeIsThatOfTheLastMoveAndOutlivesTheText) {
  const auto first = parse_time("2026-11-23T03:16:00.000Z");
  const auto later = parse_time("2026-11-24T03:16:00.001Z");
  Index index;
  index.set("a", manifest_of("1"), first);
  index.set("a", manifest_of("1"), later);
  EXPECT_EQ(index.entries()[0].moved_at, first);
  index.set("a", manifest_of("2"), later);
  EXPECT_EQ(index.entries()[0].moved_at, later);
  const std::string text = index.print().value();
  EXPECT_NE(text.find(R"("app.tiles.moved":"2026-11-24T03:16:00.001Z")"), std::string::npos);
  EXPECT_EQ(Index::parse(text).value(), index);
}

TEST(Index, WhatIsNoTimeIsKeptAsItIs) {
  const std::string text = index_text(
      format(R"({{"mediaType":"a/b","digest":"sha256:{:0>64}","size":1,"annotations":)"
             R"({{"app.tiles.moved":"yesterday","org.opencontainers.image.ref.name":"a"}}}})",
             ""));
  const Index index = Index::parse(text).value();
  EXPECT_FALSE(index.entries()[0].moved_at);
  EXPECT_NE(index.print().value().find("yesterday"), std::string::npos);
}

TEST(Index, NameMovesAndItsOldManifestIsForgotten) {
  Index index;
  index.set("b", manifest_of("1"));
  index.set("a", manifest_of("2"));
  index.set("b", manifest_of("3"));
  ASSERT_EQ(index.entries().size(), 2U);
  EXPECT_EQ(index.entries()[0].name, "a");
  EXPECT_EQ(index.find("b")->digest, crypto::sha256("3"));
  EXPECT_EQ(index.remove("a"), Index::Removed::Yes);
  EXPECT_EQ(index.remove("a"), Index::Removed::No);
  EXPECT_EQ(index.find("a"), nullptr);
}

TEST(Index, WhatOtherProgramsWroteIsKept) {
  const auto index = Index::parse(
      index_text(R"({"mediaType":"a/b","digest":"sha256:)" + std::string(64, '1') +
                 R"(","size":3,"platform":{"os":"linux"},"annotations":{"who":"x"}},)" +
                 entry_text("z") + "," + entry_text("a")));
  ASSERT_TRUE(index.has_value()) << phrase(index);
  ASSERT_EQ(index->entries().size(), 3U);
  EXPECT_EQ(index->entries()[0].name, "");
  EXPECT_EQ(index->entries()[0].manifest.annotations.at("who"), "x");
  EXPECT_EQ(index->find(""), nullptr);
  EXPECT_NE(index->find("a"), nullptr);
  EXPECT_EQ(Index::parse(index->print().value()).value(), *index);
}

TEST(Index, WrongTextIsRefused) {
  expect_code(Index::parse(""), ErrorCode::Invalid);
  expect_code(Index::parse("[]"), ErrorCode::Unsupported);
  expect_code(Index::parse(R"({"schemaVersion":3,"manifests":[]})"), ErrorCode::Unsupported);
  expect_code(Index::parse(R"({"schemaVersion":2})"), ErrorCode::Invalid);
  expect_code(Index::parse(R"({"schemaVersion":2,"manifests":{}})"), ErrorCode::Invalid);
  expect_code(Index::parse(index_text("7")), ErrorCode::Invalid);
  expect_code(Index::parse(index_text(entry_text("a") + "," + entry_text("a"))),
              ErrorCode::Invalid);
}

TEST(Index, BoundsHoldAtTheirLimitAndNotPastIt) {
  const auto full = Index::parse(many_entries(Index::kEntriesMax));
  ASSERT_TRUE(full.has_value()) << phrase(full);
  EXPECT_TRUE(full->print().has_value());
  expect_code(Index::parse(many_entries(Index::kEntriesMax + 1)), ErrorCode::Limit);
  Index more = *full;
  more.set("one more", manifest_of("x"));
  expect_code(more.print(), ErrorCode::Limit);
  const std::string text = index_text("");
  const std::string spaces(Index::kTextBytesMax - text.size(), ' ');
  EXPECT_TRUE(Index::parse(text + spaces).has_value());
  expect_code(Index::parse(text + spaces + " "), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::store
