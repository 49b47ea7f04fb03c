// SPDX-License-Identifier: Apache-2.0
#include "memory/unnamed_person.h"

#include <algorithm>
#include <string>
#include <vector>

#include "memory/key_names.h"
#include "memory/known_nouns.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

bool is_pronoun(const std::string& word) {
  static const std::vector<std::string> pronouns = words_of(
      "he hes hed she shes him his her hers ihm ihn ihre seine elle lui ele ela dela dele");
  return holds(pronouns, word);
}

// "the woman", "a friend", "everybody".
bool is_somebody(const std::string& word) {
  static const std::vector<std::string> people = words_of(
      "man men woman women guy guys lady fella bloke chap lad lass girl boy kid kids baby child "
      "person people friend mate someone somebody everybody everyone nobody who whoever doctor "
      "teacher nurse boss driver neighbour neighbor cat dog puppy kitten horse owner author singer "
      "actor president king queen god santa stranger couple team they them");
  return holds(people, word) || is_known_relation({word}) || names_of_relation({word}).size() > 1;
}

}  // namespace

bool speaks_of_somebody_unnamed(std::string_view message) {
  const std::vector<std::string> words = words_of(message);
  const auto pronoun = std::ranges::find_if(words, is_pronoun);
  return pronoun != words.end() && std::none_of(words.begin(), words.end(), is_somebody);
}

}  // namespace tiles::memory
