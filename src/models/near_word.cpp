// SPDX-License-Identifier: Apache-2.0
#include "models/near_word.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace tiles::models {
namespace {

constexpr std::size_t kWordBytesMax = 32;
constexpr std::size_t kEditsMax = 2;

// Levenshtein's distance, in bytes.
std::size_t count_edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({replaced, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> near_word(std::string_view word,
                                          std::span<const std::string_view> known) {
  if (word.empty() || word.size() > kWordBytesMax) {
    return std::nullopt;
  }
  const std::string lower = to_lower_ascii(word);
  std::optional<std::string_view> nearest;
  std::size_t edits_min = std::min(kEditsMax, word.size() / 2) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t edits = count_edits(lower, to_lower_ascii(candidate));
    if (edits < edits_min) {
      edits_min = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace tiles::models
