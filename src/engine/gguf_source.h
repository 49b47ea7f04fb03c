// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a GGUF file come from: a file of this machine, or ranges of one elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "base/result.h"

namespace tiles::engine {

struct GgufSource {
  // As much as is asked for at once: whoever asks another machine reads further ahead.
  static constexpr std::size_t kPieceBytes = std::size_t{1} << 16;

  // Fills `out` from `offset` on; less only at the end of the file. Called forward: each offset is
  // where the last call ended.
  std::function<Result<std::size_t>(std::uint64_t offset, std::span<char> out)> read_at;
  std::uint64_t size_bytes = 0;  // Of the whole file.
};

}  // namespace tiles::engine
