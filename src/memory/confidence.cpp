// SPDX-License-Identifier: Apache-2.0
#include "memory/confidence.h"

#include <algorithm>
#include <cmath>

namespace tiles::memory {

std::optional<double> confidence_of(std::span<const WrittenToken> tokens) {
  if (tokens.empty()) return std::nullopt;
  const auto least = std::ranges::min_element(tokens, {}, &WrittenToken::log_probability);
  return std::exp(static_cast<double>(least->log_probability));
}

}  // namespace tiles::memory
