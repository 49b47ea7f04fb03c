// SPDX-License-Identifier: Apache-2.0
// The one inclusion of nlohmann-json. Keys keep the order in which they were added.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles {

using Json = nlohmann::ordered_json;

// Parses `text`; errors: Invalid (with the byte offset), Limit (nested deeper than `depth_max`).
Result<Json> parse_json(std::string_view text, std::size_t depth_max = 64);

// One line, UTF-8; bytes that are not UTF-8 become U+FFFD.
std::string print_json(const Json& value);

}  // namespace tiles
