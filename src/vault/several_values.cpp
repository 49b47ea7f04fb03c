// SPDX-License-Identifier: Apache-2.0
#include "vault/several_values.h"

#include <algorithm>
#include <array>
#include <string>

#include "vault/fold.h"

namespace tiles::vault {
namespace {

// The list of docs/protocols/memory.md, section Kept values; folded.
constexpr std::array<std::string_view, 15> kKeys = {
    "allergic to", "allergies", "allergy", "dislikes", "friend", "hobbies", "hobby", "instrument",
    "interest",    "language",  "like",    "likes",    "loves",  "pet",     "speaks"};

}  // namespace

bool has_several_values(std::string_view key) {
  std::string words;
  for (const std::string& word : folded_words(key)) {
    words.append(words.empty() ? "" : " ").append(word);
  }
  return std::ranges::find(kKeys, words) != kKeys.end();
}

}  // namespace tiles::vault
