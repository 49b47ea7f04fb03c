// SPDX-License-Identifier: Apache-2.0
#include "memory/spoken_words.h"

#include <algorithm>

#include "memory/words.h"

namespace tiles::memory {
namespace {

// Words with the same stem share so many bytes, and all but two of the shorter one.
constexpr std::size_t kStemBytesMin = 4;
constexpr std::size_t kEndingBytesMax = 2;

bool is_ascii(std::string_view word) {
  return std::ranges::all_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool share_stem(std::string_view a, std::string_view b) {
  if (has_digit(a) || has_digit(b)) return false;  // 4711 and 47119 are two numbers.
  const std::size_t shorter = std::min(a.size(), b.size());
  const auto end =
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin());
  const auto common = static_cast<std::size_t>(end.first - a.begin());
  return common >= kStemBytesMin && common + kEndingBytesMax >= shorter;
}

// "cars" for "car".
bool is_plural(std::string_view a, std::string_view b) {
  return (a.size() == b.size() + 1 && a.ends_with('s') && a.starts_with(b)) ||
         (b.size() == a.size() + 1 && b.ends_with('s') && b.starts_with(a));
}

}  // namespace

SpokenWords::SpokenWords(std::string_view message)
    : sequence_(words_of(message)), words_(sequence_.begin(), sequence_.end()) {
  for (const std::string& word : sequence_) joined_ += word;
}

bool SpokenWords::speaks_of(const std::string& word) const {
  if (!is_telling(word)) return false;
  if (words_.contains(word)) return true;
  if (!is_ascii(word)) return joined_.find(word) != std::string::npos;
  return std::ranges::any_of(words_, [&](const std::string& spoken) {
    return is_telling(spoken) && (share_stem(spoken, word) || is_plural(spoken, word));
  });
}

bool SpokenWords::speaks_of_any(const std::vector<std::string>& words) const {
  return std::ranges::any_of(words, [&](const std::string& word) { return speaks_of(word); });
}

bool SpokenWords::has_all(const std::vector<std::string>& words) const {
  bool any = false;
  for (const std::string& word : words) {
    if (!is_telling(word)) continue;
    if (!has(word)) return false;
    any = true;
  }
  return any;
}

bool SpokenWords::has_name(const std::vector<std::string>& words) const {
  return any_telling(words) && std::ranges::all_of(words, [&](const std::string& word) {
           return has(word) || (!is_ascii(word) && joined_.find(word) != std::string::npos);
         });
}

bool SpokenWords::has_run(const std::vector<std::string>& words) const {
  return !words.empty() && std::search(sequence_.begin(), sequence_.end(), words.begin(),
                                       words.end()) != sequence_.end();
}

}  // namespace tiles::memory
