// SPDX-License-Identifier: Apache-2.0
#include "tlog/decimal.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/text.h"

namespace tiles::tlog {

Result<std::uint64_t> parse_decimal(std::string_view text, std::string_view what) {
  const bool is_decimal = !text.empty() && (text == "0" || text.front() != '0') &&
                          std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_decimal) {
    return fail(ErrorCode::Invalid,
                std::string(what) + " " + shown_in_quotes(text) + " is not a decimal number");
  }
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || value > kTreeSizeMax) {
    return fail(ErrorCode::Limit,
                std::string(what) + " " + shown_in_quotes(text) + " is larger than 2^63-1");
  }
  return value;
}

}  // namespace tiles::tlog
