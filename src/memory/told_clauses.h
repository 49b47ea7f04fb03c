// SPDX-License-Identifier: Apache-2.0
// Clauses that say an attribute without its noun: "I live in Lisbon". The list:
// memory-model/data/told_clauses.txt.
#pragma once

#include <cstddef>
#include <cstdint>
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

enum class Subject : std::uint8_t {
  User,  // The clause begins with "I" or "my".
  Read,  // Somebody else, whose name stands before it.
};

// The clause that the words from `begin` to `end` are. Of several the one with the most words.
std::optional<ToldClause> find_told_clause(const std::vector<MessageWord>& words, std::size_t begin,
                                           std::size_t end, Subject subject);

}  // namespace tiles::memory
