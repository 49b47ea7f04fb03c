// SPDX-License-Identifier: Apache-2.0
// Where a template names a field, ".Response" and the like: Ollama decides by it what a model can
// do, and where a prompt ends.
#pragma once

#include <string_view>
#include <vector>

#include "models/go_tree.h"

namespace tiles::models {

bool mentions_field(const std::vector<GoNode>& nodes, std::string_view field);

// Takes away what follows the first action that mentions the field; conditions and loops around it
// stay, without their else.
void cut_behind_field(std::vector<GoNode>& nodes, std::string_view field);

}  // namespace tiles::models
