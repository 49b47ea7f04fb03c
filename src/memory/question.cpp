// SPDX-License-Identifier: Apache-2.0
#include "memory/question.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "memory/key_names.h"
#include "memory/value_kind.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = Question::Words;

constexpr std::size_t kLinesMax = 8;

// "the phone of Tom", "la voiture de Tom".
constexpr std::array kOf = {"of", "de", "von", "del", "da"};
constexpr std::array kArticles = {"the", "la", "le", "el", "a", "o"};

constexpr std::array kDeterminers = {"the", "a", "an", "what", "which"};

template <typename List>
bool is_one_of(const List& list, const std::string& word) {
  return std::ranges::find(list, word) != list.end();
}

bool names(const KeyedLine& line, const std::string& word) {
  if (holds(line.key, word) || holds(line.value, word)) return true;
  return std::ranges::any_of(names_in_questions(line.key),
                             [&](const Words& name) { return holds(name, word); });
}

bool names_all(const KeyedLine& line, const Words& words) {
  return std::ranges::all_of(words, [&](const std::string& word) { return names(line, word); });
}

// Keys of lines that are links and that the message names.
std::size_t count_relations(const Question& question, const std::vector<KeyedLine>& lines) {
  std::set<Words> keys;
  for (const KeyedLine& line : lines) {
    if (kind_of(line) == ValueKind::Link && question.key_words(line) > 0) keys.insert(line.key);
  }
  return keys.size();
}

// The first word that is more than a call: "hey, is it".
Words::const_iterator after_calls(const Words& words) {
  constexpr std::array kCalls = {"alright", "hello", "hey", "hi", "listen", "ok",
                                 "okay",    "right", "so",  "um", "well",   "yo"};
  return std::ranges::find_if_not(words,
                                  [&](const std::string& word) { return is_one_of(kCalls, word); });
}

bool holds_pointer(const std::vector<const KeyedLine*>& lines, const KeyedLine* line) {
  return std::ranges::find(lines, line) != lines.end();
}

// "Tom's car and email": two things are asked for.
bool shares_no_word(const KeyedLine& one, const KeyedLine& other) {
  return kind_of(one) != ValueKind::Link &&
         std::ranges::none_of(one.key, [&](const auto& word) { return holds(other.key, word); });
}

}  // namespace

Question::Question(Words words, Owner owner, const std::vector<NamedPath>& unknown_names)
    : words_(std::move(words)), owner_(owner) {
  for (const NamedPath& name : unknown_names) {
    Words parts = words_of(name.name);
    // German writes its nouns like names: "Tage".
    const bool says_nothing = std::ranges::all_of(parts, [](const std::string& word) {
      return !is_telling(word) || is_question_word(QuestionWord::Light, word);
    });
    if (!says_nothing) unknown_names_.push_back(std::move(parts));
  }
}

bool Question::has(QuestionWord kind) const {
  return std::ranges::any_of(
      words_, [kind](const std::string& word) { return is_question_word(kind, word); });
}

bool Question::has_run(const Words& run) const {
  return std::search(words_.begin(), words_.end(), run.begin(), run.end()) != words_.end();
}

bool Question::asks_for_a_value() const {
  return !words_.empty() && !has(QuestionWord::Otherwise) && !tells_to_change() &&
         !asks_for_a_verdict() && !is_of_somebody_else();
}

bool Question::asks_for_a_verdict() const {
  const auto first = after_calls(words_);
  if (first != words_.end() && is_question_word(QuestionWord::Verdict, *first)) return true;
  for (const std::string_view tag : {"or not", "isn t it", "isnt it", "yes or no", "am i right",
                                     "stop me if", "correct me if"}) {
    if (has_run(words_of(tag))) return true;
  }
  return false;
}

bool Question::is_of_somebody_else() const {
  return owner_ == Owner::User && has(QuestionWord::Other);
}

std::size_t Question::key_words(const KeyedLine& line) const {
  if (line.key.empty() || line.is_heading || line.value.empty()) return 0;
  std::size_t most = 0;
  for (const Words& name : names_in_questions(line.key)) {
    if (any_telling(name) && holds_each(words_, name)) most = std::max(most, name.size());
  }
  return most;
}

bool Question::fits(const KeyedLine& line, std::size_t relations) const {
  const bool is_link = kind_of(line) == ValueKind::Link;
  if (is_link && !has(QuestionWord::Name)) return false;
  if (!is_link && relations > 0) return false;  // Something of whoever the link leads to.
  if (!is_link && owner_ == Owner::User && asks_for_the_holder()) return false;
  return is_about(line);
}

bool Question::tells_to_change() const {
  constexpr std::array kOrders = {"add",    "change",  "delete", "drop",
                                  "remove", "replace", "set",    "update"};
  const auto first = after_calls(words_);
  return first != words_.end() && is_one_of(kOrders, *first);
}

bool Question::asks_for_the_holder() const {
  constexpr std::array kWho = {"who", "whos", "wer", "quien", "qui", "quem", "kaun"};
  constexpr std::array kHolding = {"as", "als", "como", "name", "under"};
  const auto is_who = [&](const std::string& word) { return is_one_of(kWho, word); };
  const auto is_holding = [&](const std::string& word) { return is_one_of(kHolding, word); };
  return std::ranges::any_of(words_, is_who) ||
         (!has(QuestionWord::Possessive) && std::ranges::any_of(words_, is_holding));
}

bool Question::is_about(const KeyedLine& line) const {
  return std::ranges::all_of(unknown_names_,
                             [&](const Words& name) { return names_all(line, name); }) &&
         owns(line) && !is_of_another_kind(line);
}

// "the gym locker" is no other locker.
bool Question::is_of_another_kind(const KeyedLine& line) const {
  return std::ranges::any_of(names_in_questions(line.key), [&](const Words& name) {
    const auto found = std::search(words_.begin(), words_.end(), name.begin(), name.end());
    return found - words_.begin() >= 2 && found != words_.end() &&
           is_one_of(kDeterminers, *(found - 2)) && !is_or_says_nothing(*(found - 1), line);
  });
}

bool Question::is_or_says_nothing(const std::string& word, const KeyedLine& line) const {
  return !is_telling(word) || is_question_word(QuestionWord::Light, word) || names(line, word);
}

// "my trainer's car" is not the user's car, and "Tom's garage code" is not his code.
bool Question::owns(const KeyedLine& line) const {
  const auto follows = [&](std::size_t at) {
    return at + 1 >= words_.size() || words_[at + 1] == "notes" || words_[at + 1] == "note" ||
           is_or_says_nothing(words_[at + 1], line);
  };
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (is_question_word(QuestionWord::Possessive, words_[i]) && !follows(i)) return false;
    const bool is_s = words_[i] == "s" && i > 0;
    // "Tom's garage", "whats zed's code".
    if (is_s && words_[i - 1] == kTheNote && !follows(i)) return false;
    if (is_s && owner_ == Owner::User && !is_or_says_nothing(words_[i - 1], line)) return false;
    const std::size_t of = words_[i] == kTheNote ? before_of(words_, i) : 0;
    if (of > 0 && !is_or_says_nothing(words_[of - 1], line)) return false;
  }
  return true;
}

std::size_t before_of(const Words& words, std::size_t at) {
  if (at == 0) return 0;
  std::size_t before = at - 1;
  if (before > 0 && is_one_of(kArticles, words[before])) --before;
  return is_one_of(kOf, words[before]) ? before : 0;
}

Words with_note_marked(Words words, const AskedNote& note) {
  const std::string mark(kTheNote);
  for (const Words& relation : note.relations) {
    const auto found = std::search(words.begin(), words.end(), relation.begin(), relation.end());
    if (found == words.end() || relation.empty()) continue;
    *found = mark;
    words.erase(found + 1, found + static_cast<std::ptrdiff_t>(relation.size()));
  }
  Words marked;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t end = at;
    while (end < words.size() && holds(note.name, words[end])) ++end;
    // "of" begins and ends no name.
    while (end > at && !is_telling(words[end - 1])) --end;
    const bool is_name = end > at && is_telling(words[at]);
    const std::string& word = is_name ? mark : words[at];
    // "my wife Ana" is named once.
    if (word != mark || marked.empty() || marked.back() != mark) marked.push_back(word);
    at = is_name ? end : at + 1;
  }
  return marked;
}

Question question_about(const AskedNote& note, const AskingMessage& message) {
  const Words words = words_of(message.text);
  if (note.name.empty()) return {words, Owner::User, message.unknown_names};
  return {with_note_marked(words, note), Owner::Named, message.unknown_names};
}

std::vector<const KeyedLine*> best_lines(const Question& question,
                                         const std::vector<KeyedLine>& lines) {
  const std::size_t relations = count_relations(question, lines);
  std::vector<const KeyedLine*> best;
  if (relations > 1) return best;
  std::size_t most = 0;
  for (const KeyedLine& line : lines) {
    const std::size_t count = question.key_words(line);
    if (count == 0 || count < most || !question.fits(line, relations)) continue;
    if (count > most) best.clear();
    most = count;
    best.push_back(&line);
  }
  const auto is_rival = [&](const KeyedLine& line) {
    return line.key != best.front()->key && question.key_words(line) == most &&
           (holds_pointer(best, &line) || shares_no_word(line, *best.front()));
  };
  if (best.size() > kLinesMax || (!best.empty() && std::ranges::any_of(lines, is_rival))) {
    best.clear();
  }
  return best;
}

}  // namespace tiles::memory
