// SPDX-License-Identifier: Apache-2.0
// Whether a model fits into the memory of this machine, told before it is loaded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tilekit/home.h"
#include "tilekit/result.h"

namespace tilekit {

// An estimate from the heads of the files; the weights are exact. All sizes in bytes.
struct ModelFit {
  std::string name;
  std::uint64_t weights_bytes = 0;
  std::uint64_t context_bytes = 0;  // Keys and values of one conversation.
  std::uint64_t buffers_bytes = 0;
  std::uint64_t available_bytes = 0;  // Free, or freed when asked for.
  std::uint64_t memory_bytes = 0;     // All that the machine has, or the process may take.
  std::uint32_t context_tokens = 0;
  std::uint32_t context_tokens_trained = 0;   // 0 where the model does not say.
  std::uint32_t context_tokens_that_fit = 0;  // At most what it was trained for; 0: none.

  std::uint64_t needed_bytes() const { return weights_bytes + context_bytes + buffers_bytes; }
  bool fits() const { return needed_bytes() <= available_bytes; }
};

// `model`: a name of the store, a path of a GGUF file, or a reference as of a pull (pull.h), whose
// files' heads are asked for when the store does not have it, unless the settings say offline.
// context_tokens 0: what a conversation with it would take. No file is hashed. Errors: NotFound,
// Invalid, Corrupt, Limit, Denied, Unsupported, Io.
Result<ModelFit> model_fit(const HomePaths& paths, std::string_view model,
                           std::uint32_t context_tokens);

std::string to_json(const ModelFit& fit);

}  // namespace tilekit
