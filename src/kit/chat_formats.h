// SPDX-License-Identifier: Apache-2.0
// RENDERER and PARSER of a Modelfile: names of Ollama's built-in formats. The engine reads and
// writes those formats by the chat template in the weights.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/model.h"
#include "models/runnable.h"

namespace tiles::kit {

// Whether the model's own template is to be used in place of TEMPLATE. Errors: Unsupported (a
// format that the engine does not have; those it has are listed).
Result<bool> uses_own_format(const models::Runnable& runnable);

// Errors: Unsupported (the weights have a chat template of another format, or none).
Result<void> check_own_format(const models::Runnable& runnable, const engine::Model& model);

}  // namespace tiles::kit
