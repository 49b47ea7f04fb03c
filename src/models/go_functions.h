// SPDX-License-Identifier: Apache-2.0
// The functions a Go template may call: text/template's own and Ollama's.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "models/go_template.h"
#include "models/go_value.h"

namespace tiles::models {

// All but `and` and `or`, which do not evaluate every argument. Errors: Invalid, as Go refuses.
Result<GoValue> call_go_function(std::string_view name, std::span<const GoValue> arguments,
                                 const GoTemplate::Today& today);

}  // namespace tiles::models
