// SPDX-License-Identifier: Apache-2.0
#include "memory/merging.h"

#include <algorithm>
#include <string>
#include <utility>

#include "memory/message_words.h"
#include "memory/renaming.h"
#include "memory/subject_names.h"
#include "memory/told_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// "put it all under Mei", "keep him as Callum Reyes".
bool is_asked_to_be_kept(const Words& words, std::size_t first, const NamedPath& note) {
  static const Words marks = words_of("under as unter");
  for (std::size_t at = first; at < words.size(); ++at) {
    if (!holds(marks, words[at]) || at + 1 == words.size()) continue;
    if (holds(words_of(note.name), words[at + 1])) return true;
  }
  return false;
}

// Where the note is named first: by all of its title, or else by a part of it.
std::size_t position_of(const Words& message, const NamedPath& note) {
  const auto find = [&](const Words& name) {
    const auto found = std::search(message.begin(), message.end(), name.begin(), name.end());
    return static_cast<std::size_t>(found - message.begin());
  };
  const std::size_t whole = find(words_of(note.name));
  if (whole < message.size()) return whole;
  std::size_t best = message.size();
  for (const Words& name : subject_names(note, {})) best = std::min(best, find(name));
  return best;
}

// "are the same person", and not "are the same age" or "at the same company".
bool says_the_same(const Words& words) {
  static const Words nouns = words_of(
      "person guy bloke woman man lady place thing company project note one dog cat entry human");
  static const Words between = words_of("the one and very");
  static const Words verbs = words_of("is are was were s re be");
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    if (words[at] != "same" || !holds(nouns, words[at + 1])) continue;
    std::size_t before = at;
    while (before > 0 && holds(between, words[before - 1])) --before;
    if (before > 0 && holds(verbs, words[before - 1])) return true;
    // "M. Tanaka is Mei, same person".
    if (before == at &&
        holds_any(Words(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at)), verbs)) {
      return true;
    }
  }
  return holds_run(words, words_of("one and the same")) ||
         holds_run(words, words_of("sind dieselbe person")) ||
         holds_run(words, words_of("es la misma persona")) ||
         holds_run(words, words_of("e a mesma pessoa")) ||
         holds_run(words, words_of("est la meme personne"));
}

// "please merge …".
bool is_order_to_merge(std::string_view message) {
  static const Words merging = words_of("merge combine fusiona fusionar junta fusionne");
  const std::vector<MessageWord> words = message_words(message);
  std::size_t at = 0;
  while (at < words.size() && !holds(merging, words[at].folded)) {
    std::size_t polite = 0;
    for (const ToldPhrase kind : {ToldPhrase::Opening, ToldPhrase::Request, ToldPhrase::Command}) {
      polite = std::max(polite, phrase_size(kind, words, at, words.size()));
    }
    if (polite == 0) return false;
    at += polite;
  }
  return at < words.size();
}

// Which of them is named right behind "into"; nothing where both could be.
std::optional<std::size_t> named_behind_into(const Words& words,
                                             const std::vector<NamedPath>& notes) {
  const auto into = std::ranges::find(words, "into");
  if (into == words.end()) return std::nullopt;
  const Words rest(into + 1, words.end());
  std::optional<std::size_t> only;
  for (std::size_t at = 0; at < notes.size(); ++at) {
    const Words title = words_of(notes[at].name);
    if (title.size() > rest.size() || !std::equal(title.begin(), title.end(), rest.begin()))
      continue;
    // "Tom" and "Tom Reed": the longer one.
    const bool is_longer = only && title.size() > words_of(notes[*only].name).size();
    if (!only || is_longer) only = at;
  }
  return only;
}

}  // namespace

std::optional<std::size_t> kept_of_two(std::string_view message,
                                       const std::vector<NamedPath>& notes) {
  if (notes.size() != 2 || !may_tell_of_names(message)) return std::nullopt;
  const Words words = words_of(message);
  const bool is_order = is_order_to_merge(message);
  if (!is_order && !says_the_same(words)) return std::nullopt;
  const std::size_t first = position_of(words, notes[0]);
  const std::size_t second = position_of(words, notes[1]);
  if (first == words.size() || second == words.size()) return std::nullopt;
  if (is_order && holds(words, "into")) return named_behind_into(words, notes);
  for (const auto& [at, one] : {std::pair(first, 0U), std::pair(second, 1U)}) {
    if (is_asked_to_be_kept(words, at, notes[one])) return one;
  }
  const std::size_t size_first = words_of(notes[0].name).size();
  const std::size_t size_second = words_of(notes[1].name).size();
  if (size_first != size_second) return size_first > size_second ? 0U : 1U;
  return first < second ? 0U : 1U;
}

}  // namespace tiles::memory
