// SPDX-License-Identifier: Apache-2.0
#include "memory/possessives.h"

#include <algorithm>
#include <cstddef>

#include "memory/known_nouns.h"
#include "memory/message_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kNameBytesMin = 3;

bool is_owner(const MessageWord& word) { return word.folded == "my" || word.folded == "our"; }

class Marker {
 public:
  Marker(const NameIndex& names, const std::vector<NamedPath>& relations)
      : names_(names), relations_(relations) {}

  bool is_possessive(const std::vector<MessageWord>& words, std::size_t at) const {
    const std::string& word = words[at].folded;
    if (word.size() <= kNameBytesMin || !word.ends_with('s')) return false;
    if (names_.has_word(word) || is_stop_word(word)) return false;
    const std::string name = word.substr(0, word.size() - 1);
    if (names_.has_word(name) && is_telling(name) && !is_known_noun({name})) return true;
    if (at + 1 == words.size()) return false;
    return is_of_one_note(name) ||
           (at > 0 && is_owner(words[at - 1]) && is_of_one_note("my " + name));
  }

 private:
  // "my sister", of whom there is one, or "mum".
  bool is_of_one_note(const std::string& relation) const {
    std::string path;
    for (const NamedPath& named : relations_) {
      if (named.name != relation) continue;
      if (!path.empty() && path != named.path) return false;
      path = named.path;
    }
    return !path.empty();
  }

  const NameIndex& names_;
  const std::vector<NamedPath>& relations_;
};

}  // namespace

std::string with_possessives(std::string_view message, const NameIndex& names,
                             const std::vector<NamedPath>& relations) {
  const Marker marker(names, relations);
  const std::vector<MessageWord> words = message_words(message);
  std::string marked(message);
  for (std::size_t at = words.size(); at > 0; --at) {
    if (marker.is_possessive(words, at - 1)) marked.insert(words[at - 1].end - 1, "'");
  }
  return marked;
}

}  // namespace tiles::memory
