// SPDX-License-Identifier: Apache-2.0
// Text encodings shared by several modules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiles {

// Lower-case hexadecimal.
std::string to_hex(std::span<const std::byte> bytes);

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// `text` with each byte that is not part of UTF-8 replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);

// Whether it lost nothing: a text that holds no U+FFFD can be written back as it was read.
bool is_exact(std::string_view text);

// Appends the character `code_point`, at most U+10FFFF and no surrogate.
void append_utf8(std::string& text, std::uint32_t code_point);

// The longest prefix of at most `size_bytes_max` bytes that does not cut a character.
std::string_view utf8_prefix(std::string_view text, std::size_t size_bytes_max);

// Text of others for a message: in single quotes, cut to its first 100 bytes with '…' behind, bytes
// that are not UTF-8 as U+FFFD and control characters as '?'.
std::string shown_in_quotes(std::string_view text);

bool is_ascii_digit(char c);

// ASCII only: other bytes stay.
std::string to_lower_ascii(std::string_view text);

// Without spaces, tabs, carriage returns and line feeds at both ends.
std::string_view trim(std::string_view text);

// Parts between `separator`; "a,,b" has three, "" has one empty part.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace tiles
