// SPDX-License-Identifier: Apache-2.0
// Members of JSON objects that others wrote, for the readers of this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::attest {

// Errors of all: Invalid (no such member, or of another kind), which name the member.
Result<std::string> read_text(const Json& object, std::string_view key);
// "" when there is no such member, or null, as ProtoJSON has it.
Result<std::string> read_optional_text(const Json& object, std::string_view key);
Result<bool> read_flag(const Json& object, std::string_view key);
// Valid while `object` lives. Null where an optional one is missing.
Result<const Json*> read_object(const Json& object, std::string_view key);
Result<const Json*> read_list(const Json& object, std::string_view key, std::size_t count_max);
const Json* find_member(const Json& object, std::string_view key);

// Base64 in its one form (base/encodings.h). Errors: also Limit.
Result<std::string> read_base64(const Json& object, std::string_view key, std::size_t bytes_max);
// 64 hexadecimal digits in lower case.
Result<crypto::Digest> read_hex_digest(const Json& object, std::string_view key);
// Decimal digits in a text, as ProtoJSON writes 64 bits. Errors: also Limit.
Result<std::uint64_t> read_number_text(const Json& object, std::string_view key);

tl::unexpected<Error> over_limit(std::string_view what, std::size_t size, std::size_t limit);

}  // namespace tiles::attest
