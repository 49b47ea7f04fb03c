// SPDX-License-Identifier: Apache-2.0
// Model files that pass for GGUF and are made to harm: each gives an error, none ends the process
// unsaid.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>

#include "chat_model.h"
#include "engine/model.h"
#include "support/temporary_directory.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

using testing::chat_model_path;
using testing::tiny_model_file;

// Overwrites what stands `distance` bytes behind `name`, which a file of the format holds once.
template <typename T>
void overwrite(std::string& file, std::string_view name, std::size_t distance, T value) {
  const std::size_t at = file.find(name);
  ASSERT_NE(at, std::string::npos) << name;
  std::memcpy(file.data() + at + name.size() + distance, &value, sizeof value);
}

template <typename T>
std::string with_value(std::string_view key, T value) {
  std::string file = tiny_model_file();
  overwrite(file, key, sizeof(std::uint32_t), value);  // Behind the key stands the value's type.
  return file;
}

Result<Model> load(const std::string& file) {
  return Model::load_bytes(std::as_bytes(std::span(file)));
}

// Loads, opens a conversation and computes two tokens.
Result<Finish> use(const Model& model) {
  const auto conversation = TILES_TRY(model.open_conversation({.context_tokens = 256}));
  CompletionRequest request;
  request.prompt = RawPrompt{{{SegmentKind::Text, "ab"}}};
  request.tokens_max = 2;
  return complete(*conversation, request, [](const CompletionEvent&) {});
}

Result<Finish> use(const std::string& file) { return use(TILES_TRY(load(file))); }

TEST(HostileModel, CountsThatLlamaCppAssertsAreInvalid) {
  for (const std::uint32_t layers : {0u, 65'536u, 0x8000'0000u}) {
    const auto model = load(with_value("llama.block_count", layers));
    ASSERT_FALSE(model) << layers;
    EXPECT_EQ(model.error().code(), ErrorCode::Invalid);
    EXPECT_NE(model.error().text().find("llama.cpp refuses it: llama-model.cpp:"),
              std::string::npos)
        << model.error().text();
  }
}

TEST(HostileModel, AnAssertionWhileAConversationIsMadeIsInvalid) {
  const auto model = load(with_value("llama.attention.head_count_kv", 0x1000'0002u));
  ASSERT_TRUE(model) << model.error().text();
  for (int i = 0; i < 2; ++i) {
    const auto finish = use(*model);
    ASSERT_FALSE(finish);
    EXPECT_EQ(finish.error().code(), ErrorCode::Invalid);
    EXPECT_NE(finish.error().text().find("the model cannot be computed: llama.cpp refuses it"),
              std::string::npos)
        << finish.error().text();
  }
}

TEST(HostileModel, EpsilonsAreFiniteAndNotNegative) {
  constexpr std::string_view key = "llama.attention.layer_norm_rms_epsilon";
  EXPECT_TRUE(use(with_value(key, 0.0f)));
  for (const float epsilon : {-1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const auto model = load(with_value(key, epsilon));
    ASSERT_FALSE(model) << epsilon;
    EXPECT_EQ(model.error().code(), ErrorCode::Invalid);
  }
}

TEST(HostileModel, TokensThatStandTwiceAreInvalid) {
  std::string file = tiny_model_file();
  file.replace(file.find("</think>"), 8, "</reply>");
  EXPECT_EQ(load(file).error().code(), ErrorCode::Invalid);
}

TEST(HostileModel, AVocabularyWithoutTheTextsBytesIsInvalid) {
  // A vocabulary of SentencePiece spells bytes as <0x41>: none is here.
  const auto model = load(tiny_model_file({.tokenizer = "llama"}));
  ASSERT_TRUE(model) << model.error().text();
  const auto finish = use(*model);
  ASSERT_FALSE(finish);
  EXPECT_EQ(finish.error().code(), ErrorCode::Invalid);
}

// No kernel multiplies with them.
TEST(HostileModel, IntegersAndIntermediateTypesCannotHoldWeights) {
  // Behind the last tensor's name: the number of dimensions, two of them, the type.
  for (const std::uint32_t type : {9u, 15u, 24u, 25u, 26u, 27u, 28u}) {
    std::string file = tiny_model_file();
    overwrite(file, "blk.0.ffn_down.weight", 4 + 2 * 8, type);
    const auto model = load(file);
    ASSERT_FALSE(model) << type;
    EXPECT_EQ(model.error().code(), type == 15 ? ErrorCode::Invalid : ErrorCode::Unsupported)
        << model.error().text();
  }
}

TEST(HostileModel, ShapesOfTheChatModelsTensorsAreChecked) {
  const tiles::testing::TemporaryDirectory folder;
  const std::filesystem::path path = folder.path() / "model.gguf";
  std::filesystem::copy_file(std::filesystem::canonical(chat_model_path()), path);
  std::string head(4u << 20, '\0');
  std::ifstream(path, std::ios::binary)
      .read(head.data(), static_cast<std::streamsize>(head.size()));
  for (const std::string_view name :
       {"token_embd.weight", "output_norm.weight", "blk.0.attn_q.weight", "blk.0.attn_k.weight",
        "blk.29.ffn_down.weight", "blk.29.attn_norm.weight"}) {
    for (const std::uint64_t length : {std::uint64_t{32}, std::uint64_t{64}, std::uint64_t{1} << 20,
                                       std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
      std::string bad = head;
      overwrite(bad, name, 4, length);
      std::fstream(path, std::ios::binary | std::ios::in | std::ios::out)
          .write(bad.data(), static_cast<std::streamsize>(bad.size()));
      const auto model = Model::load(path);
      ASSERT_FALSE(model) << name << ' ' << length;
      EXPECT_TRUE(model.error().code() == ErrorCode::Invalid ||
                  model.error().code() == ErrorCode::Corrupt)
          << model.error().text();
    }
  }
}

TEST(HostileModel, AKernelThatCannotComputeEndsTheProcessWithItsReason) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  // Its rotation has sections, which this file lacks.
  EXPECT_EXIT(static_cast<void>(use(tiny_model_file({.architecture = "paddleocr"}))),
              ::testing::ExitedWithCode(1),
              "^tiles: error: the model cannot be computed: ops.cpp:[0-9]+: GGML_ASSERT");
}

TEST(HostileModel, AnyByteOfTheHeadMayBeAnother) {
  const std::string whole = tiny_model_file();
  const std::size_t head_bytes = whole.find("blk.0.ffn_down.weight") + 21 + 32;
  std::minstd_rand random(1);  // The same on every run.
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    std::string file = whole;
    file[random() % head_bytes] = static_cast<char>(random());
    if (!use(file)) ++refused;
  }
  EXPECT_GT(refused, 30);
  EXPECT_LT(refused, 300);
}

}  // namespace
}  // namespace tiles::engine
