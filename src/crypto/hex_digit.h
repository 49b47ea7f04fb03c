// SPDX-License-Identifier: Apache-2.0
// Digits of printed hashes.
#pragma once

namespace tiles::crypto {

// Of a hexadecimal digit in lower case; -1 for anything else.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace tiles::crypto
