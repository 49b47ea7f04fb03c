// SPDX-License-Identifier: Apache-2.0
#include "base/encodings.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/assert.h"
#include "base/text.h"

namespace tiles {
namespace {

constexpr std::string_view kBase64Standard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string_view base64_alphabet(Base64 form) {
  return form == Base64::Url ? kBase64Url : kBase64Standard;
}

// The alphabets whose size is a power of two: `bits` of the input for each character.
std::string encode(std::string_view bytes, std::string_view alphabet, unsigned bits) {
  std::string text;
  text.reserve((bytes.size() * 8 + bits - 1) / bits);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char byte : bytes) {
    pending = (pending << 8U) | static_cast<unsigned char>(byte);
    pending_bits += 8;
    while (pending_bits >= bits) {
      pending_bits -= bits;
      text += alphabet[(pending >> pending_bits) & ((1U << bits) - 1)];
    }
    pending &= (1U << pending_bits) - 1;
  }
  if (pending_bits > 0) text += alphabet[pending << (bits - pending_bits)];
  return text;
}

Result<std::string> decode(std::string_view text, std::string_view alphabet, unsigned bits) {
  std::string bytes;
  bytes.reserve(text.size() * bits / 8);
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) {
      return fail(ErrorCode::Invalid, "a character that base" + std::to_string(1U << bits) +
                                          " does not have: " + shown_in_quotes({&c, 1}));
    }
    pending = (pending << bits) | static_cast<std::uint32_t>(value);
    pending_bits += bits;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes += static_cast<char>(pending >> pending_bits);
      pending &= (1U << pending_bits) - 1;
    }
  }
  // A whole character too many, or bits of the last one that no encoder sets.
  if (pending_bits >= bits || pending != 0) {
    return fail(ErrorCode::Invalid,
                "base" + std::to_string(1U << bits) + " text that does not end as it must");
  }
  return bytes;
}

}  // namespace

std::string to_base64(std::string_view bytes, Base64 form) {
  std::string text = encode(bytes, base64_alphabet(form), 6);
  while (form == Base64::Padded && text.size() % 4 != 0) text += '=';
  return text;
}

Result<std::string> from_base64(std::string_view text, Base64 form) {
  if (form == Base64::Padded) {
    const std::size_t last = text.find_last_not_of('=');
    const std::string_view digits = text.substr(0, last == text.npos ? 0 : last + 1);
    if (text.size() % 4 != 0 || text.size() - digits.size() > 2) {
      return fail(ErrorCode::Invalid, "base64 text with wrong padding");
    }
    text = digits;
  }
  return decode(text, base64_alphabet(form), 6);
}

std::string to_base32(std::string_view bytes) { return encode(bytes, kBase32, 5); }

Result<std::string> from_base32(std::string_view text) { return decode(text, kBase32, 5); }

std::string to_base58(std::string_view bytes) {
  TILES_ASSERT(bytes.size() <= kBase58TextMax / 2);
  std::vector<std::uint8_t> digits;  // Lowest first.
  for (const char byte : bytes) {
    std::uint32_t carry = static_cast<unsigned char>(byte);
    for (std::uint8_t& digit : digits) {
      carry += std::uint32_t{digit} << 8U;
      digit = static_cast<std::uint8_t>(carry % 58);
      carry /= 58;
    }
    for (; carry > 0; carry /= 58) digits.push_back(static_cast<std::uint8_t>(carry % 58));
  }
  const std::size_t zeros = std::min(bytes.find_first_not_of('\0'), bytes.size());
  std::string text(zeros, kBase58[0]);
  std::for_each(digits.rbegin(), digits.rend(), [&](std::uint8_t d) { text += kBase58[d]; });
  return text;
}

Result<std::string> from_base58(std::string_view text) {
  if (text.size() > kBase58TextMax) {
    return fail(ErrorCode::Limit,
                "base58 text of more than " + std::to_string(kBase58TextMax) + " characters");
  }
  std::string bytes;  // Lowest first.
  for (const char c : text) {
    const std::size_t value = kBase58.find(c);
    if (value == std::string_view::npos) {
      return fail(ErrorCode::Invalid,
                  "a character that base58 does not have: " + shown_in_quotes({&c, 1}));
    }
    auto carry = static_cast<std::uint32_t>(value);
    for (char& byte : bytes) {
      carry += std::uint32_t{static_cast<unsigned char>(byte)} * 58;
      byte = static_cast<char>(carry & 0xFFU);
      carry >>= 8U;
    }
    for (; carry > 0; carry >>= 8U) bytes += static_cast<char>(carry & 0xFFU);
  }
  bytes.append(std::min(text.find_first_not_of(kBase58[0]), text.size()), '\0');
  std::ranges::reverse(bytes);
  return bytes;
}

Result<std::string> from_hex(std::string_view text) { return decode(text, kHexDigits, 4); }

}  // namespace tiles
