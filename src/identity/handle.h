// SPDX-License-Identifier: Apache-2.0
// Names of the AT Protocol for people: "ana.example.com". Source: its "Handle" specification.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::identity {

inline constexpr std::size_t kHandleBytesMax = 253;

// In lower case. Two labels at least, of letters, digits and '-' inside, 63 bytes each; the last
// one does not begin with a digit. Errors: Invalid.
Result<std::string> parse_handle(std::string_view text);

// Whether `text` is "did:plc:" and 24 digits of base32.
bool is_did_plc(std::string_view text);

}  // namespace tiles::identity
