// SPDX-License-Identifier: Apache-2.0
// How a conversation computes attention.
#pragma once

#include <cstdint>

namespace tiles::engine {

// Llama.cpp's fused ("flash") kernel holds no scores, but on a CPU it serves fewer than 64 tokens
// at once row by row: behind 2,000 tokens of SmolLM2-135M a token is decoded in 1.9 times the time
// that plain products take. They hold the scores of each batch in memory and read a long prompt at
// 0.9 of the fused kernel's speed (docs/decisions/0002-completion-and-contexts.md).
struct Attention {
  enum class Kernel { Plain, LlamaChoice };
  Kernel kernel = Kernel::LlamaChoice;
  std::uint32_t batch_tokens = 0;  // Computed at once, at most.
  std::uint64_t scores_bytes = 0;
};

inline constexpr std::uint32_t kBatchTokensDefault = 512;
inline constexpr std::uint32_t kPlainBatchTokens = 128;
inline constexpr std::uint64_t kScoresBytesMax = 256u << 20;

enum class Processor { Cpu, Gpu };

// `heads`: of the queries of one layer; 0 where the model has none.
Attention attention_for(std::uint64_t heads, std::uint32_t context_tokens, Processor processor);

}  // namespace tiles::engine
