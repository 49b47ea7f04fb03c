// SPDX-License-Identifier: Apache-2.0
#include "memory/key_names.h"

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/keyed_lines.h"
#include "memory/words.h"

namespace tiles::memory {

using Words = KeyNames::Words;

KeyNames::KeyNames(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    std::vector<Words> names;
    for (const std::string_view name : split(line, ',')) names.push_back(words_of(name));
    for (const Words& name : names) groups_[name].push_back(names);
  }
}

std::vector<Words> KeyNames::of(const Words& key) const {
  std::vector<Words> names = {key};
  const auto found = groups_.find(key);
  if (found == groups_.end()) return names;
  for (const auto& group : found->second) names.insert(names.end(), group.begin(), group.end());
  return names;
}

std::vector<Words> names_of_relation(const Words& words) {
  static const KeyNames relations(embedded_relation_words());
  return relations.of(words);
}

std::vector<Words> names_in_questions(const Words& key) {
  std::vector<Words> names = names_of_key(key);
  const std::vector<Words> more = names_of_relation(key);
  names.insert(names.end(), more.begin() + 1, more.end());
  return names;
}

}  // namespace tiles::memory
