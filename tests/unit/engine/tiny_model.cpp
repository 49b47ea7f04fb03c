// SPDX-License-Identifier: Apache-2.0
#include "tiny_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/assert.h"
#include "support/gguf_writer.h"

namespace tiles::engine::testing {

namespace {

constexpr std::uint64_t kWidth = 32;
constexpr std::uint64_t kInner = 64;

// The spelling that GPT-2's vocabulary gives a byte: itself where printable, else a letter from
// U+0100 on.
std::string byte_spelling(int byte, int& next) {
  const bool is_printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte != 173);
  const int code = is_printable ? byte : 256 + next++;
  if (code < 0x80) return std::string(1, static_cast<char>(code));
  return {static_cast<char>(0xc0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3f))};
}

void add_vocabulary(GgufWriter& writer, const TinyModelOptions& options) {
  std::vector<std::string> tokens;
  std::vector<std::int32_t> types;
  int next = 0;
  for (int byte = 0; byte < 256; ++byte) {
    tokens.push_back(byte_spelling(byte, next));
    types.push_back(1);
  }
  for (const char* spelling : {"<think>", "</think>", "<reply>", "</reply>", "<|end|>"}) {
    tokens.emplace_back(spelling);
    types.push_back(3);
  }
  writer.text("tokenizer.ggml.model", options.tokenizer)
      .text("tokenizer.ggml.pre", "llama-bpe")
      .texts("tokenizer.ggml.tokens", tokens)
      .integers("tokenizer.ggml.token_type", types)
      .texts("tokenizer.ggml.merges", {"q z"})
      .number("tokenizer.ggml.eos_token_id", 260)
      .flag("tokenizer.ggml.add_bos_token", false);
}

void add_first_weights(GgufWriter& writer, const TinyModelOptions& options) {
  std::vector<float> embeddings = made_weights(kWidth * 261, options.seed);
  if (options.has_not_a_number) embeddings.assign(embeddings.size(), std::nanf(""));
  const std::vector<float> ones(kWidth, 1.0f);
  writer.tensor("token_embd.weight", {kWidth, 261}, embeddings)
      .tensor("output_norm.weight", {kWidth}, ones)
      .tensor("blk.0.attn_norm.weight", {kWidth}, ones)
      .tensor("blk.0.ffn_norm.weight", {kWidth}, ones);
}

void add_other_weights(GgufWriter& writer) {
  writer.tensor("blk.0.attn_q.weight", {kWidth, kWidth}, made_weights(kWidth * kWidth, 2))
      .tensor("blk.0.attn_k.weight", {kWidth, kWidth}, made_weights(kWidth * kWidth, 3))
      .tensor("blk.0.attn_v.weight", {kWidth, kWidth}, made_weights(kWidth * kWidth, 4))
      .tensor("blk.0.attn_output.weight", {kWidth, kWidth}, made_weights(kWidth * kWidth, 5))
      .tensor("blk.0.ffn_gate.weight", {kWidth, kInner}, made_weights(kWidth * kInner, 6))
      .tensor("blk.0.ffn_up.weight", {kWidth, kInner}, made_weights(kWidth * kInner, 7))
      .tensor("blk.0.ffn_down.weight", {kInner, kWidth}, made_weights(kWidth * kInner, 8));
}

void add_split(GgufWriter& writer, std::uint16_t number) {
  writer.short_number("split.no", number)
      .short_number("split.count", 2)
      .integer("split.tensors.count", 11);
}

void add_head(GgufWriter& writer, const TinyModelOptions& options) {
  const std::string prefix(options.architecture);
  writer.text("general.architecture", options.architecture)
      .text("general.name", "tiny")
      .text("tiles.memory.protocol", "1")
      .real("general.sampling.temp", 0.25f)
      .number(prefix + ".block_count", 1)
      .number(prefix + ".context_length", 1024)
      .number(prefix + ".embedding_length", kWidth)
      .number(prefix + ".feed_forward_length", kInner)
      .number(prefix + ".attention.head_count", 2)
      .number(prefix + ".attention.head_count_kv", 2)
      .number(prefix + ".rope.dimension_count", 16)
      .real(prefix + ".attention.layer_norm_rms_epsilon", 1e-5f);
  if (!options.chat_template.empty()) {
    writer.text("tokenizer.chat_template", options.chat_template);
  }
  add_vocabulary(writer, options);
}

}  // namespace

std::string tiny_model_file(const TinyModelOptions& options) {
  GgufWriter writer;
  add_head(writer, options);
  add_first_weights(writer, options);
  add_other_weights(writer);
  return writer.finish();
}

std::array<std::string, 2> tiny_model_parts() {
  GgufWriter first;
  add_head(first, {});
  add_split(first, 0);
  add_first_weights(first, {});
  GgufWriter second;
  add_split(second, 1);
  add_other_weights(second);
  return {first.finish(), second.finish()};
}

Model load_tiny_model(const TinyModelOptions& options) {
  const std::string file = tiny_model_file(options);
  auto model = Model::load_bytes(std::as_bytes(std::span(file)));
  EXPECT_TRUE(model.has_value()) << (model ? "" : model.error().text());
  TILES_ASSERT(model.has_value());
  return *std::move(model);
}

}  // namespace tiles::engine::testing
