// SPDX-License-Identifier: Apache-2.0
// Parameters of a build, from the JSON of its layer.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "models/runnable.h"

namespace tiles::models {

// Adds those of `json`; later ones win, "stop" accumulates. What is unknown or has lost its effect
// is said in `warnings`. Errors: Invalid (no object, a value of the wrong type or out of range),
// Limit (Runnable::kStopsMax).
Result<void> add_parameters(const Json& json, RunParameters& parameters,
                            std::vector<std::string>& warnings);

}  // namespace tiles::models
