// SPDX-License-Identifier: Apache-2.0
// Bytes as text. Each decoder takes exactly what its encoder writes: one text for one value, so no
// foreign alphabet, padding where there is none, spare bits that are not zero, or line break.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles {

enum class Base64 {
  Padded,  // RFC 4648 §4, '=' at the end.
  Plain,   // The same alphabet without '='.
  Url,     // RFC 4648 §5 without '='.
};

std::string to_base64(std::string_view bytes, Base64 form);
// Errors: Invalid.
Result<std::string> from_base64(std::string_view text, Base64 form);

// RFC 4648 §6 in lower case, without '='.
std::string to_base32(std::string_view bytes);
Result<std::string> from_base32(std::string_view text);

// Bitcoin's alphabet. Both take time by the square of the length.
inline constexpr std::size_t kBase58TextMax = 1'024;
// `bytes`: at most kBase58TextMax / 2.
std::string to_base58(std::string_view bytes);
// Errors: Invalid, Limit (longer than kBase58TextMax).
Result<std::string> from_base58(std::string_view text);

// What to_hex() of text.h writes. Errors: Invalid.
Result<std::string> from_hex(std::string_view text);

}  // namespace tiles
