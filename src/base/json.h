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

// The same, for text whose readers must agree on its meaning: also refuses an object with a key
// twice (Invalid) or with more than kObjectKeysMax keys (Limit; adding a key takes time by their
// number).
inline constexpr std::size_t kObjectKeysMax = 1'024;
Result<Json> parse_unambiguous_json(std::string_view text, std::size_t depth_max = 64);

// One line, UTF-8; bytes that are not UTF-8 become U+FFFD.
std::string print_json(const Json& value);

}  // namespace tiles
