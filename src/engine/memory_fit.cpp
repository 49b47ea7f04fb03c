// SPDX-License-Identifier: Apache-2.0
#include "engine/memory_fit.h"

#include <algorithm>
#include <string>

#include "base/platform_memory.h"
#include "engine/attention.h"
#include "engine/model.h"
#include "engine/model_file.h"

namespace tiles::engine {

namespace {

constexpr std::uint64_t kBytesPerCacheValue = 2;  // 16-bit floats.
// Program, tokenizer and graph: an assumption on the safe side. SmolLM2-135M with a context of 512
// tokens was seen to hold 33 MiB beside weights and cache, where overhead_bytes gives 175 MiB:
// llama.cpp reserves logits for a whole batch and touches those of one token.
constexpr std::uint64_t kFixedOverheadBytes = 64u << 20;

// A number of the head, held within what real models have: products cannot overflow.
std::uint64_t dimension(const GgufMetadata& metadata, const std::string& key, std::uint64_t most) {
  return std::min(metadata.number(key).value_or(0), most);
}

// Heads of keys over all layers: one number for all, or one for each.
std::uint64_t key_heads(const GgufMetadata& metadata, const std::string& prefix,
                        std::uint64_t layers) {
  const std::string key = prefix + "attention.head_count_kv";
  if (const GgufArray* array = metadata.array(key)) {
    std::uint64_t sum = 0;
    for (const std::int64_t heads : array->integers) {
      sum += static_cast<std::uint64_t>(std::clamp<std::int64_t>(heads, 0, 4'096));
    }
    return sum;
  }
  const std::uint64_t heads = dimension(metadata, prefix + "attention.head_count", 4'096);
  return layers * (metadata.number(key) ? dimension(metadata, key, 4'096) : heads);
}

std::uint64_t cache_bytes_per_token(const GgufMetadata& metadata, const std::string& prefix) {
  const std::uint64_t layers = dimension(metadata, prefix + "block_count", 4'096);
  const std::uint64_t width = dimension(metadata, prefix + "embedding_length", 1u << 20);
  const std::uint64_t heads = dimension(metadata, prefix + "attention.head_count", 4'096);
  const std::uint64_t head_width = heads > 0 ? width / heads : 0;
  std::uint64_t key_width = dimension(metadata, prefix + "attention.key_length", 1u << 16);
  std::uint64_t value_width = dimension(metadata, prefix + "attention.value_length", 1u << 16);
  if (key_width == 0) key_width = head_width;
  if (value_width == 0) value_width = head_width;
  return key_heads(metadata, prefix, layers) * (key_width + value_width) * kBytesPerCacheValue;
}

std::uint64_t overhead_bytes(const GgufMetadata& metadata, const std::string& prefix) {
  const GgufArray* tokens = metadata.array("tokenizer.ggml.tokens");
  const std::uint64_t vocabulary = tokens != nullptr ? tokens->count : 0;
  const std::uint64_t width = dimension(metadata, prefix + "embedding_length", 1u << 20);
  const std::uint64_t inner = dimension(metadata, prefix + "feed_forward_length", 1u << 22);
  return kFixedOverheadBytes +
         kBatchTokensDefault * sizeof(float) * (vocabulary + 8 * width + 2 * inner);
}

// The same in all layers or one for each: then the most.
std::uint64_t query_heads(const GgufMetadata& metadata, const std::string& prefix) {
  const std::string key = prefix + "attention.head_count";
  const GgufArray* array = metadata.array(key);
  if (array == nullptr) return dimension(metadata, key, 4'096);
  std::int64_t most = 0;
  for (const std::int64_t heads : array->integers) most = std::max(most, heads);
  return static_cast<std::uint64_t>(std::min<std::int64_t>(most, 4'096));
}

}  // namespace

std::uint32_t MemoryFit::context_tokens_that_fit() const {
  const std::uint64_t fixed = weights_bytes + overhead_bytes;
  if (fixed > available_bytes) return 0;
  const std::uint64_t most =
      context_tokens_trained > 0 ? context_tokens_trained : kContextTokensMax;
  const std::uint64_t room =
      cache_bytes_per_token > 0 ? (available_bytes - fixed) / cache_bytes_per_token : most;
  if (room >= most) return static_cast<std::uint32_t>(most);
  return static_cast<std::uint32_t>(room / kContextStep * kContextStep);
}

MemoryFit estimate_fit(const GgufMetadata& metadata, std::uint32_t context_tokens) {
  const std::string prefix = std::string(metadata.text("general.architecture").value_or("")) + ".";
  MemoryFit fit;
  fit.weights_bytes = metadata.tensor_bytes;
  fit.cache_bytes_per_token = cache_bytes_per_token(metadata, prefix);
  fit.overhead_bytes = overhead_bytes(metadata, prefix);
  fit.available_bytes = available_memory_bytes();
  fit.context_tokens_trained =
      static_cast<std::uint32_t>(dimension(metadata, prefix + "context_length", kContextTokensMax));
  fit.context_tokens = std::min(context_tokens, kContextTokensMax);
  if (context_tokens == 0) {
    fit.context_tokens = std::min(fit.context_tokens_trained, kContextTokensDefaultMax);
  }
  fit.overhead_bytes +=
      attention_for(query_heads(metadata, prefix), fit.context_tokens, Processor::Cpu).scores_bytes;
  return fit;
}

Result<MemoryFit> estimate_fit(const std::filesystem::path& path, std::uint32_t context_tokens) {
  const std::string doing = "reading the head of model '" + path.string() + "'";
  auto file = open_model_file(path);
  if (!file) return fail(std::move(file).error().within(doing));
  auto metadata = read_gguf_metadata(file->get());
  if (!metadata) return fail(std::move(metadata).error().within(doing));
  return estimate_fit(*metadata, context_tokens);
}

}  // namespace tiles::engine
