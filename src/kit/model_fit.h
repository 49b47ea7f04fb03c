// SPDX-License-Identifier: Apache-2.0
// How much memory all files of a model take together.
#pragma once

#include <tilekit/fit.h>

#include <cstdint>
#include <string>

#include "base/result.h"
#include "engine/memory_fit.h"
#include "models/runnable.h"

namespace tiles::kit {

// From the heads of the weights and of the draft model; other files are counted whole, for their
// heads add little. Errors: those of engine::estimate_fit.
Result<engine::MemoryFit> memory_of(const models::Runnable& runnable, std::uint32_t context_tokens);

// What people are told of it. Of a model that is not here the head can come from anywhere:
// engine::read_gguf_metadata of an engine::GgufSource, then engine::estimate_fit.
tilekit::ModelFit described(std::string name, const engine::MemoryFit& fit);

}  // namespace tiles::kit
