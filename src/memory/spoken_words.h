// SPDX-License-Identifier: Apache-2.0
// What a message speaks of, word by word. Rules: docs/protocols/memory.md, section Lines that would
// be lost.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

class SpokenWords {
 public:
  explicit SpokenWords(std::string_view message);

  // Whether the message has the word as it is. `word` is folded.
  bool has(const std::string& word) const { return words_.contains(word); }
  // Whether the message has the word, or one with the same stem. No word that tells nothing.
  bool speaks_of(const std::string& word) const;
  bool speaks_of_any(const std::vector<std::string>& words) const;
  // Whether each telling word stands in the message as it is; false when there is none.
  bool has_all(const std::vector<std::string>& words) const;
  // The same, words of scripts without spaces standing anywhere; no word is left out.
  bool has_name(const std::vector<std::string>& words) const;
  // Whether the words stand there one after the other.
  bool has_run(const std::vector<std::string>& words) const;

 private:
  std::vector<std::string> sequence_;
  std::set<std::string> words_;
  std::string joined_;  // For scripts without spaces.
};

}  // namespace tiles::memory
