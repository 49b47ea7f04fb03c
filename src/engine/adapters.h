// SPDX-License-Identifier: Apache-2.0
// LoRA adapters: loaded with the model they were made for, refused with any other.
#pragma once

#include <span>

#include "base/result.h"
#include "engine/loaded_model.h"

struct llama_context;

namespace tiles::engine {

// Errors: NotFound, Denied, Io; Invalid (no adapter, or one for another architecture or for other
// shapes: both are named), Limit (kAdaptersMax, a scale).
Result<void> load_adapters(std::span<const AdapterFile> files, LoadedModel& model);

// Errors: Invalid.
Result<void> use_adapters(const LoadedModel& model, llama_context* context);

}  // namespace tiles::engine
