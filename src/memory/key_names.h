// SPDX-License-Identifier: Apache-2.0
// By which other names people speak of a key.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

// Groups of names, a group on a line, parted by commas; '#' begins a comment.
class KeyNames {
 public:
  using Words = std::vector<std::string>;

  explicit KeyNames(std::string_view text);

  // Itself among them: all names of the groups that hold it.
  std::vector<Words> of(const Words& key) const;

 private:
  std::map<Words, std::vector<std::vector<Words>>> groups_;  // By each name.
};

// Also the words for a relation, "mum" for "mother": memory-model/data/relation_words.txt.
std::vector<KeyNames::Words> names_in_questions(const KeyNames::Words& key);

// The words for a relation alone: of "mum" all for "mother"; itself alone where it is none.
std::vector<KeyNames::Words> names_of_relation(const KeyNames::Words& words);

}  // namespace tiles::memory
