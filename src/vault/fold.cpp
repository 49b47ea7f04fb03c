// SPDX-License-Identifier: Apache-2.0
#include "vault/fold.h"

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"

namespace tiles::vault {

std::string fold(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    return to_lower_ascii(text);
  }
  return is_utf8(text) ? fold_for_matching(text) : fold_for_matching(to_valid_utf8(text));
}

std::vector<std::string> folded_words(std::string_view text) {
  const std::string folded = fold(text);
  std::vector<std::string> words;
  std::string word;
  for (std::size_t at = 0; at < folded.size();) {
    const Character character = first_character(std::string_view(folded).substr(at));
    if (character.kind != CharacterKind::Other) {
      word.append(folded, at, character.size_bytes);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
    at += character.size_bytes;
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace tiles::vault
