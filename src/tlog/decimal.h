// SPDX-License-Identifier: Apache-2.0
// Numbers as the formats of a log write them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace tiles::tlog {

// A log has no more entries; fits the signed 64 bits that other programs count with.
inline constexpr std::uint64_t kTreeSizeMax = (std::uint64_t{1} << 63U) - 1;

// ASCII digits without sign or leading zero. Errors: Invalid (says `what` it was to be), Limit
// (more than kTreeSizeMax).
Result<std::uint64_t> parse_decimal(std::string_view text, std::string_view what);

}  // namespace tiles::tlog
