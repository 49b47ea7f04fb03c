// SPDX-License-Identifier: Apache-2.0
// The weights of a build made smaller: from blobs of the store to one new blob.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace tiles::models {

struct QuantizeWeights {
  std::vector<store::Descriptor> parts;  // At least one; in order. Blobs of the store.
  std::string type;                      // One of engine::quantization_types().
  int threads = 0;
  std::function<store::Step(float)> progress = {};
};

// The new layer, called as the first part is, with the type behind ("model-Q4_K_M.gguf"). The parts
// are checked before and after. Errors: those of engine::quantize and of the store; Corrupt (a part
// changed on disk).
Result<store::Descriptor> quantize_weights(store::Store& store, const QuantizeWeights& request);

}  // namespace tiles::models
