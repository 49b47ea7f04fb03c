// SPDX-License-Identifier: Apache-2.0
#include "engine/attention.h"

namespace tiles::engine {

Attention attention_for(std::uint64_t heads, std::uint32_t context_tokens, Processor processor) {
  const Attention fused{.batch_tokens = kBatchTokensDefault};
  const std::uint64_t row_bytes = sizeof(float) * context_tokens * kPlainBatchTokens;
  if (processor == Processor::Gpu || heads == 0 || row_bytes == 0) return fused;
  if (heads > kScoresBytesMax / row_bytes) return fused;
  return {.kernel = Attention::Kernel::Plain,
          .batch_tokens = kPlainBatchTokens,
          .scores_bytes = heads * row_bytes};
}

}  // namespace tiles::engine
