// SPDX-License-Identifier: Apache-2.0
#include "support/tiny_encoder.h"

#include <cstdint>
#include <vector>

#include "support/gguf_writer.h"

namespace tiles::engine::testing {
namespace {

constexpr std::uint64_t kWidth = 32;
constexpr std::uint64_t kInner = 64;
constexpr std::int32_t kNormal = 1;
constexpr std::int32_t kControl = 3;

// Letters that begin a word and letters that go on with one.
std::uint64_t add_vocabulary(GgufWriter& writer, const TinyEncoderOptions& options) {
  std::vector<std::string> tokens = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
  std::vector<std::int32_t> types(tokens.size(), kControl);
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    tokens.push_back(std::string("\u2581") + letter);
    tokens.emplace_back(1, letter);
    types.insert(types.end(), {kNormal, kNormal});
  }
  writer.text("tokenizer.ggml.model", "bert")
      .texts("tokenizer.ggml.tokens", tokens)
      .integers("tokenizer.ggml.token_type", types)
      .number("tokenizer.ggml.token_type_count", 2)
      .number("tokenizer.ggml.padding_token_id", 0)
      .number("tokenizer.ggml.unknown_token_id", 1);
  if (options.has_parts) {
    writer.number("tokenizer.ggml.bos_token_id", 2).number("tokenizer.ggml.seperator_token_id", 3);
  }
  return tokens.size();
}

void add_norm(GgufWriter& writer, const std::string& name) {
  writer.tensor(name + ".weight", {kWidth}, std::vector<float>(kWidth, 1.0f))
      .tensor(name + ".bias", {kWidth}, std::vector<float>(kWidth, 0.0f));
}

void add_linear(GgufWriter& writer, const std::string& name, std::uint64_t in, std::uint64_t out,
                std::uint32_t seed) {
  writer.tensor(name + ".weight", {in, out}, made_weights(in * out, seed))
      .tensor(name + ".bias", {out}, made_weights(out, seed + 100));
}

}  // namespace

std::string tiny_encoder_file(const TinyEncoderOptions& options) {
  GgufWriter writer;
  writer.text("general.architecture", "bert")
      .text("general.name", "tiny encoder")
      .number("bert.block_count", 1)
      .number("bert.context_length", options.tokens_max)
      .number("bert.embedding_length", kWidth)
      .number("bert.feed_forward_length", kInner)
      .number("bert.attention.head_count", 2)
      .flag("bert.attention.causal", false)
      .number("bert.pooling_type", 0)
      .real("bert.attention.layer_norm_epsilon", 1e-12f)
      .reals("test.numbers", {0.5f, -2.0f});
  for (const auto& [key, text] : options.texts) writer.text(key, text);
  for (const auto& [key, numbers] : options.numbers) writer.reals(key, numbers);
  const std::uint64_t words = add_vocabulary(writer, options);
  writer.tensor("token_embd.weight", {kWidth, words}, made_weights(kWidth * words, 1))
      .tensor("position_embd.weight", {kWidth, options.tokens_max},
              made_weights(kWidth * options.tokens_max, 2))
      .tensor("token_types.weight", {kWidth, 2}, made_weights(kWidth * 2, 3));
  add_norm(writer, "token_embd_norm");
  add_linear(writer, "blk.0.attn_q", kWidth, kWidth, 4);
  add_linear(writer, "blk.0.attn_k", kWidth, kWidth, 5);
  add_linear(writer, "blk.0.attn_v", kWidth, kWidth, 6);
  add_linear(writer, "blk.0.attn_output", kWidth, kWidth, 7);
  add_norm(writer, "blk.0.attn_output_norm");
  add_linear(writer, "blk.0.ffn_up", kWidth, kInner, 8);
  add_linear(writer, "blk.0.ffn_down", kInner, kWidth, 9);
  add_norm(writer, "blk.0.layer_output_norm");
  return writer.finish();
}

}  // namespace tiles::engine::testing
