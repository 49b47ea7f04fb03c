// SPDX-License-Identifier: Apache-2.0
// Names of the AT Protocol for people: "ana.example.com". Source: its "Handle" specification.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::identity {

inline constexpr std::size_t kHandleBytesMax = 253;

// In lower case. Two labels at least, of letters, digits and '-' inside, 63 bytes each; the last
// one does not begin with a digit. Errors: Invalid.
Result<std::string> parse_handle(std::string_view text);

// The DID that the TXT records at "_atproto." and a handle name: those that begin with "did=".
// Errors: NotFound (none does), Denied (they name two), Invalid (what one names is no DID).
Result<std::string> did_of_text_records(std::span<const std::string> texts);

// The DID that is all of what a handle's host has at /.well-known/atproto-did, but for spaces and
// line ends around it. Errors: Invalid.
Result<std::string> did_of_well_known(std::string_view text);

// Whether `text` is "did:plc:" and 24 digits of base32.
bool is_did_plc(std::string_view text);

}  // namespace tiles::identity
