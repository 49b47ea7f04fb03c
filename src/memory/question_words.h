// SPDX-License-Identifier: Apache-2.0
// What single words do in a question, in the languages of the phrase bank. The lists:
// memory-model/data/question_words.txt.
#pragma once

#include <cstdint>
#include <string>

namespace tiles::memory {

enum class QuestionWord : std::uint8_t {
  Light,       // Asks for nothing by itself.
  Possessive,  // "my": what is the user's follows.
  Name,        // Asks how somebody or something is called.
  Other,       // Somebody else than the user is meant.
  Otherwise,   // Asks for a reason, a number or a time that has passed.
  Verdict,     // At the beginning asks for yes or no.
};

// `word` is folded.
bool is_question_word(QuestionWord kind, const std::string& word);

}  // namespace tiles::memory
