// SPDX-License-Identifier: Apache-2.0
// Makes weights smaller, by llama.cpp. The same file, type and quantizer() give the same bytes,
// whatever the number of threads: each row is computed by itself.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/model.h"

namespace tiles::engine {

// "Q4_K_M" and so on: those that need no more than the weights, in order of size.
std::span<const std::string_view> quantization_types();
// Spelt as quantization_types() does. Errors: Unsupported (those there are, are named).
Result<std::string> quantization_type(std::string_view name);

// llama.cpp, its version and the processor's family, whose arithmetic may round otherwise.
std::string quantizer();

// `block_type` is GgufMetadata's: weights in blocks of few bits lose more by another rounding than
// the original would. Errors: Unsupported.
Result<void> check_quantizable(std::string_view block_type);

struct QuantizeOptions {
  std::string type;  // One of quantization_types().
  int threads = 0;   // 0 takes one for each physical core.
  // Called on the calling thread with 0 to 1 after each tensor; Cancel ends it with Cancelled.
  std::function<LoadStep(float)> progress = {};
};

// Writes `to`, which does not exist, and syncs it; on error it is removed. A split model is named
// by its first part, the others beside it as llama.cpp names them, and becomes one file. Memory: 1
// GiB. Errors: those of read_gguf_metadata and check_quantizable; Invalid (llama.cpp refuses the
// model), Cancelled, Io (a full disk too).
Result<void> quantize(const std::filesystem::path& from, const std::filesystem::path& to,
                      const QuantizeOptions& options);

}  // namespace tiles::engine
