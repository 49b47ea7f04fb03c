// SPDX-License-Identifier: Apache-2.0
#include "engine/quantize.h"

#include <gtest/gtest.h>

#include <fstream>

#include "chat_model.h"
#include "engine/gguf_metadata.h"
#include "engine/model_file.h"
#include "support/gguf_writer.h"
#include "support/temporary_directory.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

namespace fs = std::filesystem;

// Rows long enough for blocks of 256, and more of them than one thread takes at once.
std::string wide_model() {
  constexpr std::uint64_t kWidth = 256;
  std::vector<float> values(kWidth * kWidth);
  std::uint32_t state = 7;
  for (float& value : values) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) / 16777216.0F - 0.5F;
  }
  testing::GgufWriter writer;
  writer.text("general.architecture", "llama")
      .number("llama.block_count", 1)
      .number("llama.context_length", 64)
      .number("llama.embedding_length", kWidth)
      .number("llama.feed_forward_length", kWidth)
      .number("llama.attention.head_count", 4)
      .number("llama.vocab_size", kWidth)
      .real("llama.attention.layer_norm_rms_epsilon", 1e-5F);
  for (const char* name : {"token_embd.weight", "blk.0.attn_q.weight", "blk.0.attn_v.weight",
                           "blk.0.ffn_down.weight"}) {
    writer.tensor(name, {kWidth, kWidth}, values);
  }
  return writer.finish();
}

class Quantize : public ::testing::Test {
 protected:
  fs::path write(const char* name, std::string_view bytes) const {
    const fs::path path = folder_.path() / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  static std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static GgufMetadata head_of(const fs::path& path) {
    const FileHandle file = open_model_file(path).value();
    return read_gguf_metadata(file.get()).value();
  }
  std::string quantized(const fs::path& from, const std::string& type, int threads) const {
    const fs::path to = folder_.path() / "q.gguf";
    const auto done = quantize(from, to, {.type = type, .threads = threads});
    EXPECT_TRUE(done.has_value()) << done.error().text();
    const std::string bytes = read(to);
    fs::remove(to);
    return bytes;
  }

  tiles::testing::TemporaryDirectory folder_;
};

TEST_F(Quantize, SameBytesOnEachRunWhateverTheThreads) {
  const fs::path from = write("m.gguf", wide_model());
  for (const char* type : {"Q8_0", "Q4_K_M", "IQ4_XS", "Q2_K", "F16"}) {
    const std::string first = quantized(from, type, 1);
    EXPECT_FALSE(first.empty());
    EXPECT_LT(first.size(), fs::file_size(from)) << type;
    EXPECT_EQ(first, quantized(from, type, 1)) << type;
    EXPECT_EQ(first, quantized(from, type, 3)) << type;
  }
}

TEST_F(Quantize, WhatIsWrittenSaysItsTypeAndAnswers) {
  const fs::path from =
      write("m.gguf", testing::tiny_model_file(
                          {.chat_template = "{% for m in messages %}{{ m.content }}{% endfor %}"}));
  const fs::path to = folder_.path() / "q.gguf";
  ASSERT_TRUE(quantize(from, to, {.type = "Q8_0"}).has_value());
  EXPECT_EQ(head_of(to).number("general.file_type"), 7U);
  EXPECT_EQ(head_of(to).block_type, "q8_0");
  EXPECT_EQ(head_of(to).tensor_count, head_of(from).tensor_count);
  const auto model = Model::load(to);
  ASSERT_TRUE(model.has_value()) << model.error().text();
  const auto conversation = model->open_conversation().value();
  const auto answer = testing::ask(*conversation, testing::user_says("hello", 4));
  EXPECT_TRUE(answer.has_value()) << answer.error().text();
}

TEST_F(Quantize, PartsOfASplitModelBecomeOneFile) {
  const auto parts = testing::tiny_model_parts();
  const fs::path first = write("m-00001-of-00002.gguf", parts[0]);
  write("m-00002-of-00002.gguf", parts[1]);
  const fs::path to = folder_.path() / "q.gguf";
  const auto done = quantize(first, to, {.type = "Q8_0"});
  ASSERT_TRUE(done.has_value()) << done.error().text();
  EXPECT_EQ(head_of(to).tensor_count, 11U);
  EXPECT_FALSE(head_of(to).number("split.count"));
}

TEST_F(Quantize, QuantisedWeightsAreRefusedAndNothingIsWritten) {
  const fs::path to = folder_.path() / "q.gguf";
  const auto done = quantize(testing::chat_model_path(), to, {.type = "Q4_K_M"});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code(), ErrorCode::Unsupported);
  EXPECT_NE(done.error().text().find("quantised already, to q"), std::string::npos)
      << done.error().text();
  EXPECT_FALSE(fs::exists(to));
}

TEST_F(Quantize, TypesThatCannotBeMadeAreNamed) {
  EXPECT_EQ(quantization_type("q4_k_m").value(), "Q4_K_M");
  for (const auto& [name, why] : {std::pair{"IQ2_XXS", "needs more than the weights"},
                                  std::pair{"Q9_9", "is no type that the engine"}}) {
    const auto type = quantization_type(name);
    ASSERT_FALSE(type.has_value()) << name;
    EXPECT_EQ(type.error().code(), ErrorCode::Unsupported);
    EXPECT_NE(type.error().text().find(why), std::string::npos) << type.error().text();
    EXPECT_NE(type.error().hint().find("Q4_K_M"), std::string::npos);
  }
  for (const std::string_view type : quantization_types()) {
    EXPECT_TRUE(quantization_type(type).has_value()) << type;
  }
}

TEST_F(Quantize, StoppedOneLeavesNothing) {
  const fs::path from = write("m.gguf", wide_model());
  const fs::path to = folder_.path() / "q.gguf";
  std::vector<float> told;
  const auto done =
      quantize(from, to, {.type = "Q8_0", .threads = 1, .progress = [&](float share) {
                            told.push_back(share);
                            return told.size() == 2 ? LoadStep::Cancel : LoadStep::Continue;
                          }});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code(), ErrorCode::Cancelled);
  EXPECT_EQ(told, (std::vector{0.25F, 0.5F}));
  EXPECT_FALSE(fs::exists(to));
}

TEST_F(Quantize, FullDiskIsAnError) {
  const fs::path from = write("m.gguf", wide_model());
  const fs::path to = folder_.path() / "full.gguf";
  fs::create_symlink("/dev/full", to);
  const auto done = quantize(from, to, {.type = "Q8_0"});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code(), ErrorCode::Io) << done.error().text();
  EXPECT_TRUE(fs::exists("/dev/full"));
}

TEST_F(Quantize, ModelThatLlamaRefusesIsAnError) {
  const fs::path from =
      write("m.gguf", testing::tiny_model_file({.architecture = "no-such-architecture"}));
  const auto done = quantize(from, folder_.path() / "q.gguf", {.type = "Q8_0"});
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code(), ErrorCode::Invalid);
}

}  // namespace
}  // namespace tiles::engine
