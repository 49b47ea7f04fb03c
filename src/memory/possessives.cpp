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

bool is_article(const MessageWord& word) {
  static const std::vector<std::string> articles =
      words_of("the a an two three four both all some many these those");
  return holds(articles, word.folded);
}

// "Andreas moved": somebody else than Andrea.
bool is_verb(const MessageWord& word) {
  static const std::vector<std::string> verbs = words_of(
      "is was has had will would can could said says went got goes lives works likes wants does "
      "did");
  return holds(verbs, word.folded) || word.folded.ends_with("ed");
}

class Marker {
 public:
  Marker(const NameIndex& names, const std::vector<NamedPath>& relations)
      : names_(names), relations_(relations) {}

  bool is_possessive(const std::vector<MessageWord>& words, std::size_t at) const {
    const std::string& word = words[at].folded;
    // What follows is had: "anas car", not "the two anas".
    if (word.size() <= kNameBytesMin || !word.ends_with('s') || at + 1 == words.size())
      return false;
    if (names_.has_word(word) || is_stop_word(word) || is_verb(words[at + 1])) return false;
    if (at > 0 && is_article(words[at - 1])) return false;
    const std::string name = word.substr(0, word.size() - 1);
    if (names_.has_word(name) && is_telling(name) && !is_known_noun({name})) return true;
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
    const std::size_t last = words[at - 1].end - 1;
    const bool ends_in_s = message[last] == 's' || message[last] == 'S';  // And not in "ß".
    if (ends_in_s && marker.is_possessive(words, at - 1)) marked.insert(last, "'");
  }
  return marked;
}

}  // namespace tiles::memory
