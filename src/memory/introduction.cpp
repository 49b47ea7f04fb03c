// SPDX-License-Identifier: Apache-2.0
#include "memory/introduction.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <utility>

#include "base/text.h"
#include "memory/known_nouns.h"
#include "memory/message_words.h"
#include "memory/spoken_value.h"
#include "memory/told_clauses.h"
#include "memory/told_words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kMessageBytesMax = 200;
constexpr std::size_t kRelationWordsMax = 4;
constexpr std::size_t kNameWordsMax = 3;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), words_(message_words(text)) {}

  std::optional<Introduction> read() {
    while (const std::size_t size = opening()) at_ += size;
    const std::size_t begin = at_;
    for (const auto form :
         {&Reader::read_relation_first, &Reader::read_having, &Reader::read_name_first}) {
      at_ = begin;
      introduction_ = {};
      if ((this->*form)()) return std::move(introduction_);
    }
    return std::nullopt;
  }

 private:
  std::size_t opening() const {
    return std::max({phrase_size(ToldPhrase::Opening, words_, at_, words_.size()),
                     phrase_size(ToldPhrase::Request, words_, at_, words_.size()),
                     phrase_size(ToldPhrase::Command, words_, at_, words_.size())});
  }

  bool skip(std::initializer_list<std::string_view> run) {
    std::size_t at = at_;
    for (const std::string_view word : run) {
      if (at >= words_.size() || words_[at].folded != word) return false;
      ++at;
    }
    at_ = at;
    return true;
  }

  bool skip_any(std::initializer_list<std::string_view> choices) {
    return std::ranges::any_of(choices, [&](std::string_view word) { return skip({word}); });
  }

  std::string_view gap(std::size_t at) const {
    const std::size_t begin = words_[at - 1].end;
    return text_.substr(begin, words_[at].begin - begin);
  }

  // "my wife", "our new neighbour".
  bool read_relation() {
    if (!skip_any({"my", "our"})) return false;
    skip({"new"});
    return read_relation_word();
  }

  bool read_relation_word() {
    for (std::size_t size = std::min(kRelationWordsMax, words_.size() - at_); size > 0; --size) {
      Words run;
      for (std::size_t i = 0; i < size; ++i) run.push_back(words_[at_ + i].folded);
      if (!is_known_relation(run)) continue;
      for (const std::string& word : run) {
        introduction_.relation.append(introduction_.relation.empty() ? "" : " ").append(word);
      }
      at_ += size;
      return true;
    }
    return false;
  }

  bool is_capital(std::size_t at) const {
    const char first = text_[words_[at].begin];
    const bool is_other_letter = static_cast<unsigned char>(first) >= 0xC3U;
    return (first >= 'A' && first <= 'Z') || is_other_letter;
  }

  // One to three words with a capital letter.
  bool read_name() {
    const std::size_t begin = at_;
    while (at_ < words_.size() && at_ - begin < kNameWordsMax && is_capital(at_)) {
      if (at_ > begin && gap(at_) != " " && gap(at_) != "-") break;
      ++at_;
    }
    if (at_ == begin) return false;
    const std::size_t first = words_[begin].begin;
    introduction_.name = text_.substr(first, words_[at_ - 1].end - first);
    name_words_ = at_ - begin;
    return true;
  }

  bool is_at_end() {
    while (at_ < words_.size()) {
      const std::size_t size = phrase_size(ToldPhrase::Closing, words_, at_, words_.size());
      if (size == 0) return false;
      at_ += size;
    }
    return true;
  }

  // "my wife is called Joana", "my brother Tom lives in Berlin". "My wife is French" is no name.
  bool read_relation_first() {
    if (!read_relation()) return false;
    const bool is_called = skip({"is", "called"}) || skip({"is", "named"}) ||
                           skip({"s", "name", "is"}) || skip({"s", "called"});
    const bool is_just_is = !is_called && skip({"is"});
    if (!read_name()) return false;
    if (is_called || is_just_is) return (is_called || name_words_ > 1) && is_at_end();
    return read_fact();
  }

  // "we have a dog named Rex"
  bool read_having() {
    if (!skip_any({"i", "we"}) || !skip({"have"}) || !skip_any({"a", "an"})) return false;
    skip({"new"});
    return read_relation_word() && skip_any({"called", "named"}) && read_name() && is_at_end();
  }

  // "Helena Costa is my boss"
  bool read_name_first() { return read_name() && skip({"is"}) && read_relation() && is_at_end(); }

  // What is said of the one whose name was read last.
  bool read_fact() {
    if (const auto clause = find_told_clause(words_, at_, words_.size(), Subject::Read)) {
      introduction_.key = clause->key;
      at_ = clause->value_begin;
      return read_value() && (!clause->needs_form || has_form(introduction_.value));
    }
    return skip({"s"}) && read_key() && skip({"is"}) && read_value() &&
           has_form(introduction_.value);
  }

  bool read_key() {
    for (std::size_t size = std::min(kRelationWordsMax, words_.size() - at_); size > 0; --size) {
      Words key;
      for (std::size_t i = 0; i < size; ++i) key.push_back(words_[at_ + i].folded);
      if (!is_known_noun(key)) continue;
      at_ += size;
      introduction_.key = std::move(key);
      return true;
    }
    return false;
  }

  bool read_value() {
    if (at_ == 0 || at_ >= words_.size()) return false;
    auto value = spoken_value(text_, words_, at_, words_[at_ - 1].end);
    if (!value || is_state(*value)) return false;
    introduction_.value = *std::move(value);
    return true;
  }

  std::string_view text_;
  std::vector<MessageWord> words_;
  std::size_t at_ = 0;
  std::size_t name_words_ = 0;
  Introduction introduction_;
};

// A relation may be a word that makes other messages doubtful: "my friend".
bool is_doubtful(std::string_view text) {
  return std::ranges::any_of(message_words(text), [](const MessageWord& word) {
    return !is_known_relation({word.folded}) && is_phrase(ToldPhrase::Doubt, {word.folded});
  });
}

}  // namespace

std::optional<Introduction> read_introduction(std::string_view message) {
  message = trim(message);
  while (message.ends_with('.') || message.ends_with('!')) message.remove_suffix(1);
  const bool is_one_sentence = message.find_first_of("?\"`<>[]{}|\n;!") == std::string_view::npos &&
                               message.find(". ") == std::string_view::npos;
  if (message.size() > kMessageBytesMax || !is_one_sentence || is_doubtful(message)) {
    return std::nullopt;
  }
  return Reader(message).read();
}

}  // namespace tiles::memory
