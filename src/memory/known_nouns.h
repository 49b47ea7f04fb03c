// SPDX-License-Identifier: Apache-2.0
// The English nouns of what a note can say. The list: memory-model/data/known_nouns.txt.
#pragma once

#include <string>
#include <vector>

namespace tiles::memory {

// `words` are folded.
bool is_known_noun(const std::vector<std::string>& words);

// The key of a new line for this noun, which may be an unknown one: "phone" for "phone number".
std::string key_for_noun(const std::vector<std::string>& words);

// "wife", "best friend": what a note can be to the user. The list:
// memory-model/data/known_relations.txt.
bool is_known_relation(const std::vector<std::string>& words);

}  // namespace tiles::memory
