// SPDX-License-Identifier: Apache-2.0
// Clauses that say an attribute without its noun: "I live in Lisbon". The list:
// memory-model/data/told_clauses.txt.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "memory/message_words.h"

namespace tiles::memory {

struct ToldClause {
  std::vector<std::string> key;
  bool needs_form = false;      // Its values have a capital letter or a digit.
  std::size_t value_begin = 0;  // The word that begins the value, which goes to the end.
};

// The clause that the words from `begin` to `end` are. `subject_words`: how many of the first are
// the name of a note; 0: it is about the user. Of several the one with the most words.
std::optional<ToldClause> find_told_clause(const std::vector<MessageWord>& words, std::size_t begin,
                                           std::size_t end, std::size_t subject_words);

}  // namespace tiles::memory
