// SPDX-License-Identifier: Apache-2.0
#include "engine/attention.h"

#include <gtest/gtest.h>

namespace tiles::engine {
namespace {

TEST(Attention, IsOfPlainProductsWhereTheirScoresHaveRoom) {
  const Attention small = attention_for(9, 8'192, Processor::Cpu);
  EXPECT_EQ(small.kernel, Attention::Kernel::Plain);
  EXPECT_EQ(small.batch_tokens, kPlainBatchTokens);
  EXPECT_EQ(small.scores_bytes, 9u * 8'192 * 128 * 4);

  EXPECT_EQ(attention_for(32, 16'384, Processor::Cpu).scores_bytes, kScoresBytesMax);
  const Attention large = attention_for(33, 16'384, Processor::Cpu);
  EXPECT_EQ(large.kernel, Attention::Kernel::LlamaChoice);
  EXPECT_EQ(large.batch_tokens, kBatchTokensDefault);
  EXPECT_EQ(large.scores_bytes, 0u);
  EXPECT_EQ(attention_for(4'096, 0xFFFFFFFF, Processor::Cpu).kernel,
            Attention::Kernel::LlamaChoice);
}

TEST(Attention, IsLeftToLlamaOnAGpuAndForAModelWithoutHeads) {
  EXPECT_EQ(attention_for(9, 8'192, Processor::Gpu).kernel, Attention::Kernel::LlamaChoice);
  EXPECT_EQ(attention_for(0, 8'192, Processor::Cpu).kernel, Attention::Kernel::LlamaChoice);
}

}  // namespace
}  // namespace tiles::engine
