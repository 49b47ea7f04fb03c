// SPDX-License-Identifier: Apache-2.0
#include "memory/reader_weights.h"

#include <gtest/gtest.h>

#include <limits>
#include <span>

#include "memory/reader.h"
#include "support/tiny_encoder.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kWidth = 32;

engine::testing::TinyEncoderOptions reader_file() {
  engine::testing::TinyEncoderOptions options;
  options.tokens_max = ReaderLimits::kRowTokens;
  options.texts = {{"tiles.memory.reader", "2"},
                   {"tiles.memory.reader.key_names", "city\nshoe size"}};
  const auto add = [&](const std::string& name, std::size_t count) {
    options.numbers["tiles.memory.reader." + name] = std::vector<float>(count, 0.25f);
  };
  add("answer", 2 * kWidth);
  add("no_answer", kWidth + 1);
  add("edit", 6 * kWidth);
  add("no_edit", kWidth + 1);
  add("beyond", kWidth + 1);
  add("value", 2 * kWidth + 2);
  add("about", kWidth * kWidth + kWidth);
  add("other", kWidth + 1);
  add("keys", 2 * kWidth);
  return options;
}

Result<std::unique_ptr<Reader>> created(const engine::testing::TinyEncoderOptions& options) {
  const std::string file = engine::testing::tiny_encoder_file(options);
  return Reader::create(engine::Model::load_bytes(std::as_bytes(std::span(file))).value());
}

TEST(ReaderWeights, AFileWithAllOfThemIsAReader) {
  const auto reader = created(reader_file());
  ASSERT_TRUE(reader) << reader.error().text();
  const auto found = (*reader)->find_edit("a b", {"my note"}, {"my c: d"});
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_GE(found->probability, 0);
  EXPECT_LE(found->probability, 1);
  EXPECT_FALSE(found->value.empty());
}

TEST(ReaderWeights, WhatDoesNotFitIsRefused) {
  for (const auto& [name, numbers] : reader_file().numbers) {
    auto options = reader_file();
    options.numbers[name].push_back(1);
    const auto reader = created(options);
    ASSERT_FALSE(reader) << name;
    EXPECT_EQ(reader.error().code(), ErrorCode::Invalid);
    EXPECT_NE(reader.error().text().find(name), std::string::npos) << reader.error().text();
  }
}

TEST(ReaderWeights, WhatIsNoNumberIsRefused) {
  auto options = reader_file();
  options.numbers["tiles.memory.reader.value"][0] = std::numeric_limits<float>::quiet_NaN();
  const auto reader = created(options);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code(), ErrorCode::Invalid);
}

TEST(ReaderWeights, AnotherProtocolIsUnsupported) {
  auto options = reader_file();
  options.texts["tiles.memory.reader"] = "1";
  const auto reader = created(options);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code(), ErrorCode::Unsupported);
}

TEST(ReaderWeights, AnEncoderOfShortTextsIsRefused) {
  auto options = reader_file();
  options.tokens_max = 64;
  const auto reader = created(options);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code(), ErrorCode::Invalid);
}

}  // namespace
}  // namespace tiles::memory
