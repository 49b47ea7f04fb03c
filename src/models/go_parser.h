// SPDX-License-Identifier: Apache-2.0
// From the words of a Go template to its tree.
#pragma once

#include <string_view>

#include "base/result.h"
#include "models/go_tree.h"

namespace tiles::models {

// The main template and those it defines. Errors: Invalid with the line, Limit.
Result<GoTemplates> parse_go_template(std::string_view text);

bool is_go_function(std::string_view name);

}  // namespace tiles::models
