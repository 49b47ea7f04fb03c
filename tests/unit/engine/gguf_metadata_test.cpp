// SPDX-License-Identifier: Apache-2.0
#include "engine/gguf_metadata.h"

#include <gtest/gtest.h>

#include "engine/model_file.h"
#include "support/gguf_writer.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

using testing::Bytes;
using testing::GgufWriter;

Result<GgufMetadata> read(std::string bytes) {
  const FileHandle file(fmemopen(bytes.data(), bytes.size(), "rb"));
  return read_gguf_metadata(file.get());
}

ErrorCode refusal(const std::string& bytes) {
  const auto metadata = read(bytes);
  EXPECT_FALSE(metadata.has_value());
  return metadata ? ErrorCode::Io : metadata.error().code();
}

Bytes head(std::uint64_t tensors, std::uint64_t keys) {
  return Bytes().raw("GGUF").number<std::uint32_t>(3).number(tensors).number(keys);
}

TEST(GgufMetadata, EveryKindOfValueIsRead) {
  GgufWriter writer;
  writer.text("name", "x").number("count", 7).real("rate", 0.5f).flag("on", true);
  writer.integers("layers", {1, -2, 3}).texts("words", {"a", "bc"});
  writer.reals("rates", {0.5f, -2.0f});
  const auto metadata = read(writer.finish());
  ASSERT_TRUE(metadata) << metadata.error().text();
  EXPECT_EQ(metadata->version, 3u);
  EXPECT_EQ(metadata->text("name"), "x");
  EXPECT_EQ(metadata->number("count"), 7u);
  EXPECT_EQ(std::get<double>(metadata->values.at("rate")), 0.5);
  EXPECT_TRUE(std::get<bool>(metadata->values.at("on")));
  EXPECT_EQ(metadata->array("layers")->integers, (std::vector<std::int64_t>{1, -2, 3}));
  EXPECT_EQ(metadata->array("rates")->reals, (std::vector<double>{0.5, -2.0}));
  EXPECT_EQ(metadata->array("rates")->count, 2u);
  EXPECT_TRUE(metadata->array("rates")->integers.empty());
  EXPECT_EQ(metadata->array("words")->count, 2u);
  EXPECT_EQ(metadata->number("name"), std::nullopt);
  EXPECT_EQ(metadata->text("absent"), std::nullopt);
}

TEST(GgufMetadata, TensorBytesAreSummed) {
  GgufWriter writer;
  writer.tensor("a", {8, 2}, std::vector<float>(16)).tensor("b", {4}, std::vector<float>(4));
  const auto metadata = read(writer.finish());
  ASSERT_TRUE(metadata) << metadata.error().text();
  EXPECT_EQ(metadata->tensor_count, 2u);
  EXPECT_EQ(metadata->tensor_bytes, 80u);
}

TEST(GgufMetadata, OtherFilesAreNoModels) {
  EXPECT_EQ(refusal("#!/bin/sh\n"), ErrorCode::Invalid);
  EXPECT_EQ(refusal("GG"), ErrorCode::Invalid);
}

TEST(GgufMetadata, UnknownVersionsAreUnsupported) {
  for (const std::uint32_t version : {0u, 1u, 4u, 0x03000000u}) {
    const auto bytes =
        Bytes().raw("GGUF").number(version).number<std::uint64_t>(0).number<std::uint64_t>(0);
    EXPECT_EQ(refusal(bytes.get()), ErrorCode::Unsupported) << version;
  }
}

TEST(GgufMetadata, EveryTruncationIsRefused) {
  GgufWriter writer;
  writer.text("general.name", "x").texts("words", {"a", "bc"});
  writer.tensor("a", {8}, std::vector<float>(8, 1.0f));
  const std::string whole = writer.finish();
  ASSERT_TRUE(read(whole));
  for (std::size_t size = 4; size < whole.size(); ++size) {
    EXPECT_EQ(refusal(whole.substr(0, size)), ErrorCode::Corrupt) << size;
  }
}

TEST(GgufMetadata, CountsAreBounded) {
  EXPECT_EQ(refusal(head(0, GgufLimits::kKeys + 1).get()), ErrorCode::Limit);
  EXPECT_EQ(refusal(head(GgufLimits::kTensors + 1, 0).get()), ErrorCode::Limit);
  EXPECT_EQ(refusal(head(~std::uint64_t{0}, ~std::uint64_t{0}).get()), ErrorCode::Limit);
  // At the bound only the bytes are missing.
  EXPECT_EQ(refusal(head(0, GgufLimits::kKeys).get()), ErrorCode::Corrupt);
}

TEST(GgufMetadata, LengthsAreBounded) {
  const auto key_of = [](std::uint64_t size) {
    return head(0, 1).string(std::string(size, 'k')).number(testing::kUInt32).number(1u).get();
  };
  EXPECT_TRUE(read(key_of(GgufLimits::kKeyBytes)));
  EXPECT_EQ(refusal(key_of(GgufLimits::kKeyBytes + 1)), ErrorCode::Limit);

  const auto value_of = [](std::uint64_t size) {
    return head(0, 1).string("k").number(testing::kString).string(std::string(size, 'v')).get();
  };
  EXPECT_TRUE(read(value_of(GgufLimits::kStringBytes)));
  EXPECT_EQ(refusal(value_of(GgufLimits::kStringBytes + 1)), ErrorCode::Limit);
}

TEST(GgufMetadata, ArraysAreBounded) {
  const auto array_of = [](std::uint64_t count) {
    return head(0, 1).string("k").number(testing::kArray).number(std::uint32_t{0}).number(count);
  };
  std::string whole = array_of(GgufLimits::kArrayItems).get();
  whole.resize(whole.size() + GgufLimits::kArrayItems);
  const auto metadata = read(whole);
  ASSERT_TRUE(metadata) << metadata.error().text();
  EXPECT_EQ(metadata->array("k")->count, GgufLimits::kArrayItems);
  EXPECT_TRUE(metadata->array("k")->integers.empty());
  EXPECT_EQ(refusal(array_of(GgufLimits::kArrayItems + 1).get()), ErrorCode::Limit);
}

TEST(GgufMetadata, OfArraysOfTilesMoreIsKeptUpToALimitOfAll) {
  constexpr std::uint64_t kHalf = GgufArray::kKeptOwnItemsMax / 2;
  auto writer = head(0, 3);
  for (const std::string key : {"tiles.a", "tiles.b", "tiles.c"}) {
    writer.string(key).number(testing::kArray).number(std::uint32_t{0}).number(kHalf);
    writer.raw(std::string(kHalf, '\x07'));
  }
  const auto metadata = read(writer.get());
  ASSERT_TRUE(metadata) << metadata.error().text();
  EXPECT_EQ(metadata->array("tiles.a")->integers, std::vector<std::int64_t>(kHalf, 7));
  EXPECT_EQ(metadata->array("tiles.b")->integers.size(), kHalf);
  EXPECT_TRUE(metadata->array("tiles.c")->integers.empty());
  EXPECT_EQ(metadata->array("tiles.c")->count, kHalf);
}

TEST(GgufMetadata, ArraysOfArraysAndUnknownTypesAreInvalid) {
  const auto array_of = [](std::uint32_t type) {
    return head(0, 1).string("k").number(testing::kArray).number(type).number(std::uint64_t{0});
  };
  EXPECT_EQ(refusal(array_of(testing::kArray).get()), ErrorCode::Invalid);
  EXPECT_EQ(refusal(array_of(13).get()), ErrorCode::Invalid);
  EXPECT_EQ(refusal(head(0, 1).string("k").number(13u).number(0u).get()), ErrorCode::Invalid);
}

TEST(GgufMetadata, KeysAndTensorsStandOnce) {
  EXPECT_EQ(refusal(GgufWriter().number("k", 1).number("k", 2).finish()), ErrorCode::Invalid);
  GgufWriter writer;
  writer.tensor("a", {4}, std::vector<float>(4)).tensor("a", {4}, std::vector<float>(4));
  EXPECT_EQ(refusal(writer.finish()), ErrorCode::Invalid);
}

TEST(GgufMetadata, AlignmentIsAPowerOfTwo) {
  EXPECT_TRUE(read(GgufWriter().number("general.alignment", 64).finish()));
  EXPECT_EQ(refusal(GgufWriter().number("general.alignment", 0).finish()), ErrorCode::Invalid);
  EXPECT_EQ(refusal(GgufWriter().number("general.alignment", 48).finish()), ErrorCode::Invalid);
  EXPECT_EQ(refusal(GgufWriter().number("general.alignment", 1u << 21).finish()),
            ErrorCode::Invalid);
}

std::string one_tensor(const std::vector<std::uint64_t>& shape, std::uint32_t type,
                       std::uint64_t offset) {
  Bytes bytes = head(1, 0).string("t").number(static_cast<std::uint32_t>(shape.size()));
  for (const std::uint64_t length : shape) bytes.number(length);
  return bytes.number(type).number(offset).get() + std::string(4096, '\0');
}

TEST(GgufMetadata, ImpossibleTensorsAreRefused) {
  EXPECT_TRUE(read(one_tensor({8}, 0, 0)));
  EXPECT_EQ(refusal(one_tensor({1, 1, 1, 1, 1}, 0, 0)), ErrorCode::Limit);
  EXPECT_EQ(refusal(one_tensor({8}, 999, 0)), ErrorCode::Unsupported);
  EXPECT_EQ(refusal(one_tensor({0}, 0, 0)), ErrorCode::Invalid);
  EXPECT_EQ(refusal(one_tensor({1ull << 40, 1ull << 40}, 0, 0)), ErrorCode::Invalid);
  EXPECT_EQ(refusal(one_tensor({1ull << 62}, 0, 0)), ErrorCode::Invalid);
  EXPECT_EQ(refusal(one_tensor({8}, 0, ~0ull)), ErrorCode::Invalid);
  EXPECT_EQ(refusal(one_tensor({8}, 0, 8192)), ErrorCode::Corrupt);
  EXPECT_EQ(refusal(one_tensor({31}, 2, 0)), ErrorCode::Invalid);  // Q4_0 has blocks of 32.
}

TEST(GgufMetadata, OnlyATableOfExpertsMayHoldIntegers) {
  const auto named = [](std::string_view name) {
    return head(1, 0)
               .string(name)
               .number(1u)
               .number(std::uint64_t{8})
               .number(26u)
               .number(std::uint64_t{0})
               .get() +
           std::string(4096, '\0');
  };
  EXPECT_TRUE(read(named("blk.0.ffn_gate_tid2eid.weight")));
  EXPECT_EQ(refusal(named("blk.0.ffn_gate.weight")), ErrorCode::Unsupported);
}

TEST(GgufMetadata, TensorNamesAreBounded) {
  const auto named = [](std::size_t size) {
    return head(1, 0)
               .string(std::string(size, 'n'))
               .number(1u)
               .number(std::uint64_t{8})
               .number(0u)
               .number(std::uint64_t{0})
               .get() +
           std::string(4096, '\0');
  };
  EXPECT_TRUE(read(named(GgufLimits::kTensorNameBytes)));
  EXPECT_EQ(refusal(named(GgufLimits::kTensorNameBytes + 1)), ErrorCode::Limit);
}

TEST(GgufMetadata, ErrorsNameTheKey) {
  const auto metadata = read(head(0, 1).string("general.name").number(13u).number(0u).get());
  ASSERT_FALSE(metadata);
  EXPECT_EQ(metadata.error().text(),
            "metadata key 'general.name': unknown type 13 of a metadata value");
}

}  // namespace
}  // namespace tiles::engine
