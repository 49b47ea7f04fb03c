// SPDX-License-Identifier: Apache-2.0
// Unsigned numbers of the multiformats: seven bits a byte, lowest first, in the shortest form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::identity {

// `number` below 2^63.
void append_varint(std::string& bytes, std::uint64_t number);

// Takes one number off the front of `bytes`. Errors: Invalid (cut off, not the shortest form, 2^63
// or more).
Result<std::uint64_t> take_varint(std::string_view& bytes);

}  // namespace tiles::identity
