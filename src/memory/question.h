// SPDX-License-Identifier: Apache-2.0
// The words of a question about one note, and what they ask for there. Rules:
// docs/protocols/memory.md, section Asked in the note's own words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "memory/asked_note.h"
#include "memory/keyed_lines.h"
#include "memory/question_words.h"

namespace tiles::memory {

// Stands in a question for the words that name the note it is about; no word is like it.
inline constexpr std::string_view kTheNote = "*";

enum class Owner : std::uint8_t { User, Named };

class Question {
 public:
  using Words = std::vector<std::string>;

  // `words`: folded, `kTheNote` in the place of what names the note.
  Question(Words words, Owner owner, const std::vector<NamedPath>& unknown_names);

  const Words& words() const { return words_; }
  Owner owner() const { return owner_; }
  bool has(QuestionWord kind) const;
  // One word after the other; `kTheNote` counts as a word.
  bool has_run(const Words& run) const;

  // No reason, number, time that has passed or yes or no, and nothing of somebody else.
  bool asks_for_a_value() const;
  bool asks_for_a_verdict() const;
  bool is_of_somebody_else() const;
  // "who has Oslo as city": for whom a value stands, not for a value.
  bool asks_for_the_holder() const;

  // How many words of the message name the line's key; 0 for none.
  std::size_t key_words(const KeyedLine& line) const;

  // Whether the line alone can be meant. `relations`: how many lines that are links are named.
  bool fits(const KeyedLine& line, std::size_t relations) const;

  // Nothing in the message says that it is about something else than this line of the note.
  bool is_about(const KeyedLine& line) const;
  // No other owner or other thing of the note's stands in the message than the line tells of.
  bool owns(const KeyedLine& line) const;

 private:
  bool tells_to_change() const;
  bool is_of_another_kind(const KeyedLine& line) const;
  bool is_or_says_nothing(const std::string& word, const KeyedLine& line) const;

  Words words_;
  Owner owner_;
  std::vector<Words> unknown_names_;
};

// Where "of" stands before the note named at `at`, "of the" included; 0 when it does not.
std::size_t before_of(const Question::Words& words, std::size_t at);

// The message's words with `kTheNote` in the place of each relation and of each run of words of the
// note's name that says something.
Question::Words with_note_marked(Question::Words words, const AskedNote& note);

// A question about `note`, whose name stands in the message or which is the user's own.
Question question_about(const AskedNote& note, const AskingMessage& message);

// The lines whose key takes the most words of the message; none when two keys do so alike.
std::vector<const KeyedLine*> best_lines(const Question& question,
                                         const std::vector<KeyedLine>& lines);

}  // namespace tiles::memory
