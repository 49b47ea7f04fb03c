// SPDX-License-Identifier: Apache-2.0
// Conditions as people write them: .path like "entities/projects/*" and .size < 1000
// Grammar and meaning: docs/formats/policy.md.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"
#include "identity/ucan_policy.h"

namespace tiles::identity {

// A selector, an operator (== != < <= > >= like) and a value of JSON; several with "and" between.
// Errors: Invalid (with the place), Limit.
Result<Policy> parse_condition(std::string_view text);

// "30m", "12h", "7d", "4w". Errors: Invalid, Limit (longer than a year).
Result<std::chrono::seconds> parse_duration(std::string_view text);

// "memory/read" and "/memory/read" are the command "/memory/read", "*" is "/".
// Errors: Invalid (nothing: never taken for everything), Limit.
Result<std::string> parse_right(std::string_view text);

}  // namespace tiles::identity
