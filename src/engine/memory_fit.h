// SPDX-License-Identifier: Apache-2.0
// How much memory a model takes, from the head of its file alone, against what is free.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "engine/gguf_metadata.h"

namespace tiles::engine {

// An estimate: weights are exact.
struct MemoryFit {
  std::uint64_t weights_bytes = 0;
  std::uint64_t cache_bytes_per_token = 0;  // Keys and values of one conversation.
  std::uint64_t overhead_bytes = 0;         // Buffers for computing.
  std::uint64_t available_bytes = 0;
  std::uint32_t context_tokens = 0;
  std::uint32_t context_tokens_trained = 0;  // 0 where the head does not say.

  std::uint64_t cache_bytes() const { return cache_bytes_per_token * context_tokens; }
  std::uint64_t needed_bytes() const { return weights_bytes + cache_bytes() + overhead_bytes; }
  bool fits() const { return needed_bytes() <= available_bytes; }
  // The largest context that fits, up to what the model was trained for, in whole kContextStep; 0
  // when none does.
  std::uint32_t context_tokens_that_fit() const;
  static constexpr std::uint32_t kContextStep = 256;
};

// `context_tokens` 0: what a conversation takes when nobody says (engine/model.h).
MemoryFit estimate_fit(const GgufMetadata& metadata, std::uint32_t context_tokens);
// Errors: as of reading the head (engine/gguf_metadata.h), NotFound, Denied.
Result<MemoryFit> estimate_fit(const std::filesystem::path& path, std::uint32_t context_tokens = 0);

}  // namespace tiles::engine
