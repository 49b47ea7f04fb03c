// SPDX-License-Identifier: Apache-2.0
#include "memory/known_nouns.h"

#include <map>
#include <set>
#include <string_view>

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// The key by each noun.
const std::map<Words, std::string>& keys() {
  static const std::map<Words, std::string> all = [] {
    std::map<Words, std::string> read;
    for (const std::string_view line : split(embedded_known_nouns(), '\n')) {
      if (line.empty() || line.starts_with('#')) continue;
      const auto nouns = split(line, ',');
      for (const std::string_view noun : nouns) read.emplace(words_of(noun), trim(nouns.front()));
    }
    return read;
  }();
  return all;
}

const std::set<Words>& relations() {
  static const std::set<Words> all = [] {
    std::set<Words> read;
    for (const std::string_view line : split(embedded_known_relations(), '\n')) {
      if (!line.empty() && !line.starts_with('#')) read.insert(words_of(line));
    }
    return read;
  }();
  return all;
}

}  // namespace

bool is_known_relation(const Words& words) { return relations().contains(words); }

bool is_known_noun(const Words& words) { return keys().contains(words); }

std::string key_for_noun(const Words& words) {
  const auto found = keys().find(words);
  if (found != keys().end()) return found->second;
  return joined(words);
}

}  // namespace tiles::memory
