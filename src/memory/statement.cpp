// SPDX-License-Identifier: Apache-2.0
#include "memory/statement.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.h"
#include "memory/message_words.h"
#include "memory/spoken_value.h"
#include "memory/told_clauses.h"
#include "memory/told_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kMessageBytesMax = 400;
constexpr std::size_t kStatementsMax = 4;
constexpr std::size_t kKeyWordsMax = 5;

// One sentence, read from its start.
class SentenceReader {
 public:
  SentenceReader(std::string_view text, const StatementContext& context)
      : text_(text), context_(context), words_(message_words(text)), end_(words_.size()) {}

  // Nothing: not a plain statement. An empty list: it says nothing.
  std::optional<std::vector<Statement>> read() {
    std::optional<Statement> statement = read_after_openings();
    if (!statement && only_closings_follow()) return std::vector<Statement>();
    if (!statement) statement = read_drop();
    if (!statement) statement = read_fact();
    if (!statement) statement = read_new_one();
    if (!statement) statement = read_clause();
    if (!statement) return std::nullopt;
    return std::vector{*std::move(statement)};
  }

 private:
  // Where a key was found, and whose it is.
  struct Found {
    About about = About::User;
    Words key;
  };

  std::size_t phrase(ToldPhrase kind) const { return phrase_size(kind, words_, at_, end_); }

  bool skip(ToldPhrase kind) {
    const std::size_t size = phrase(kind);
    at_ += size;
    return size > 0;
  }

  // Skips what says nothing and what asks to keep something. A change may begin with such a word:
  // "update my gate code to 4711".
  std::optional<Statement> read_after_openings() {
    for (;;) {
      if (auto change = read_change()) return change;
      const std::size_t asked = std::max(phrase(ToldPhrase::Command), phrase(ToldPhrase::Request));
      const std::size_t opening = phrase(ToldPhrase::Opening);
      if (asked == 0 && opening == 0) return std::nullopt;
      if (asked >= opening) is_asked_for_ = true;
      at_ += std::max(asked, opening);
    }
  }

  bool only_closings_follow() {
    const std::size_t begin = at_;
    while (at_ < end_ && (skip(ToldPhrase::Closing) || skip(ToldPhrase::Opening))) {
    }
    const bool only = at_ == end_;
    at_ = begin;
    return only;
  }

  // What stands between the word before `at` and the word there.
  std::string_view gap(std::size_t at) const {
    const std::size_t begin = at == 0 ? 0 : words_[at - 1].end;
    const std::size_t end = at < end_ ? words_[at].begin : text_.size();
    return text_.substr(begin, end - begin);
  }

  bool are_words(std::size_t at, const Words& wanted) const {
    if (wanted.empty() || at + wanted.size() > end_) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (words_[at + i].folded != wanted[i]) return false;
    }
    return true;
  }

  bool is_word(std::size_t at, std::string_view word) const {
    return at < end_ && words_[at].folded == word;
  }

  // How many words from `at` on name the note; 0 for none.
  std::size_t subject_size(std::size_t at) const {
    std::size_t longest = 0;
    for (const Words& name : context_.subject_names) {
      if (name.size() > longest && are_words(at, name)) longest = name.size();
    }
    return longest;
  }

  // "Tom's", "my wife's", "Iris'": the words of it.
  std::size_t possessive_size(std::size_t at) const {
    const std::size_t size = subject_size(at);
    if (size == 0) return 0;
    const std::string_view after = gap(at + size);
    const bool has_apostrophe = after.starts_with('\'') || after.starts_with("’");
    if (!has_apostrophe) return 0;
    return is_word(at + size, "s") ? size + 1 : size;
  }

  // The longest run of words that is a key.
  std::optional<Words> read_key(About about, const KeyTest& test) {
    for (std::size_t size = std::min(kKeyWordsMax, end_ - at_); size > 0; --size) {
      Words key;
      bool is_run = true;
      for (std::size_t i = 0; i < size; ++i) {
        key.push_back(words_[at_ + i].folded);
        if (i > 0) is_run = is_run && (gap(at_ + i) == " " || gap(at_ + i) == "-");
      }
      if (!is_run || !test(about, key)) continue;
      at_ += size;
      return key;
    }
    return std::nullopt;
  }

  std::optional<Words> read_key_after_adjectives(About about, const KeyTest& test) {
    auto key = read_key(about, test);
    while (!key && skip(ToldPhrase::Adjective)) key = read_key(about, test);
    return key;
  }

  // "my KEY", "Tom's KEY", "the KEY of Tom", "the KEY".
  std::optional<Found> read_found() {
    const std::size_t begin = at_;
    auto found = read_owned();
    if (!found) {
      at_ = begin;
      found = read_unowned();
    }
    if (!found) at_ = begin;
    return found;
  }

  std::optional<Found> read_owned() {
    Found found;
    if (const std::size_t size = possessive_size(at_); size > 0) {
      found.about = About::Named;
      at_ += size;
    } else if ((is_word(at_, "my") || is_word(at_, "our")) && context_.subject_names.empty()) {
      ++at_;
    } else {
      return std::nullopt;
    }
    auto key = read_key_after_adjectives(found.about, context_.is_key);
    if (!key) return std::nullopt;
    found.key = *std::move(key);
    return found;
  }

  std::optional<Found> read_unowned() {
    if (is_word(at_, "the")) ++at_;
    Found found;
    const std::size_t begin = at_;
    if (!context_.subject_names.empty()) {
      found.about = About::Named;
      auto key = read_key_after_adjectives(found.about, context_.is_key);
      if (!key || (!is_word(at_, "of") && !is_word(at_, "for"))) return std::nullopt;
      ++at_;
      const std::size_t size = subject_size(at_);
      if (size == 0) return std::nullopt;
      at_ += size;
      found.key = *std::move(key);
      return found;
    }
    auto key = read_key_after_adjectives(About::User, context_.has_key);
    if (!key) {
      at_ = begin;
      return std::nullopt;
    }
    if (is_word(at_, "of") || is_word(at_, "for")) return std::nullopt;  // Of somebody unknown.
    found.key = *std::move(key);
    return found;
  }

  Statement statement_of(Found found, Statement::Kind kind) const {
    Statement statement;
    statement.kind = kind;
    statement.about = found.about;
    statement.key = std::move(found.key);
    statement.is_asked_for = is_asked_for_;
    return statement;
  }

  // "forget my gate code", "my gate code is no longer valid".
  std::optional<Statement> read_drop() {
    const std::size_t begin = at_;
    const bool is_drop = skip(ToldPhrase::Drop);
    auto found = read_found();
    if (found && (is_drop || skip(ToldPhrase::Gone)) && only_closings_follow()) {
      return statement_of(*std::move(found), Statement::Kind::Drop);
    }
    at_ = begin;
    return std::nullopt;
  }

  // "change my gate code to 4711", "change my gate code from 4711 to 4712".
  std::optional<Statement> read_change() {
    const std::size_t begin = at_;
    if (skip(ToldPhrase::Set)) {
      if (auto found = read_found()) {
        Statement statement = statement_of(*std::move(found), Statement::Kind::Set);
        statement.is_asked_for = true;
        if (read_old_value(statement) && (skip(ToldPhrase::Into) || has_mark(at_)) &&
            read_value(statement)) {
          return statement;
        }
      }
    }
    at_ = begin;
    return std::nullopt;
  }

  // False when the words after "from" do not lead to a "to".
  bool read_old_value(Statement& statement) {
    if (!is_word(at_, "from")) return true;
    for (std::size_t i = at_ + 2; i < end_; ++i) {
      if (words_[i].folded != "to") continue;
      const std::size_t begin = words_[at_].end;
      statement.old_value = trim(text_.substr(begin, words_[i].begin - begin));
      at_ = i;
      return true;
    }
    return false;
  }

  // "my gate code is 4711", "gate code: 4711".
  std::optional<Statement> read_fact() {
    const std::size_t begin = at_;
    if (auto found = read_found()) {
      Statement statement = statement_of(*std::move(found), Statement::Kind::Set);
      const bool is_linked = read_link();
      statement.is_asked_for = is_asked_for_;
      if (is_linked && read_value(statement)) return statement;
    }
    at_ = begin;
    return std::nullopt;
  }

  // ":" or "=" before the word at `at`.
  bool has_mark(std::size_t at) const {
    if (at >= end_) return false;
    const std::string_view before = gap(at);
    return before.find(':') != std::string_view::npos ||
           before.find('=') != std::string_view::npos ||
           before.find("->") != std::string_view::npos ||
           before.find("→") != std::string_view::npos;
  }

  bool read_link() {
    if (has_mark(at_)) return is_asked_for_ = true;
    const std::size_t is = phrase(ToldPhrase::Is);
    const std::size_t again = phrase(ToldPhrase::Again);
    if (again > is) {
      at_ += again;
      if (has_mark(at_)) return true;
      return skip(ToldPhrase::Is);
    }
    at_ += is;
    if (is > 0) skip(ToldPhrase::Again);
    return is > 0;
  }

  // "I have a new phone number: 4711", "I got a new car, a Volvo".
  std::optional<Statement> read_new_one() {
    const std::size_t begin = at_;
    if (context_.subject_names.empty() && skip(ToldPhrase::Have)) {
      if (is_word(at_, "a") || is_word(at_, "an")) ++at_;
      if (is_word(at_, "new") || is_word(at_, "different")) {
        ++at_;
        if (auto key = read_key(About::User, context_.is_key)) {
          Statement statement = statement_of({About::User, *std::move(key)}, Statement::Kind::Set);
          const bool has_pause = has_mark(at_) || gap(at_).find_first_of(",-") != std::string::npos;
          if ((skip(ToldPhrase::Is) || has_pause) && read_value(statement)) return statement;
        }
      }
    }
    at_ = begin;
    return std::nullopt;
  }

  // "I live in Lisbon", "Tom works for Acme".
  std::optional<Statement> read_clause() {
    std::size_t subject = 0;
    if (!context_.subject_names.empty()) subject = subject_size(at_);
    const auto clause =
        find_told_clause(words_, at_ + subject, end_, subject == 0 ? Subject::User : Subject::Read);
    if (!clause) return std::nullopt;
    Statement statement;
    statement.about = subject == 0 ? About::User : About::Named;
    statement.key = clause->key;
    statement.is_asked_for = true;  // What follows such words is no state of things.
    at_ = clause->value_begin;
    if (!read_value(statement)) return std::nullopt;
    if (clause->needs_form && !has_form(statement.value)) return std::nullopt;
    return statement;
  }

  // The rest of the sentence.
  bool read_value(Statement& statement) {
    if (at_ >= end_) return false;
    const std::size_t begin = at_ == 0 ? 0 : words_[at_ - 1].end;
    auto value = spoken_value(text_, words_, at_, begin);
    if (!value) return false;
    statement.value = *std::move(value);
    return true;
  }

  std::string_view text_;
  const StatementContext& context_;
  std::vector<MessageWord> words_;
  std::size_t end_;
  std::size_t at_ = 0;
  bool is_asked_for_ = false;
};

// Where a sentence ends: ". ", "!", ";" or a line break.
std::size_t sentence_size(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') return i + 1;
    const bool is_last = i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n';
    if ((c == '.' || c == '!' || c == ';') && is_last) return i + 1;
  }
  return text.size();
}

bool is_doubtful(std::string_view sentence) {
  const std::vector<MessageWord> words = message_words(sentence);
  std::size_t at = 0;
  while (at < words.size()) {
    // "don't forget" is no doubt.
    const std::size_t known = std::max({phrase_size(ToldPhrase::Opening, words, at, words.size()),
                                        phrase_size(ToldPhrase::Command, words, at, words.size()),
                                        phrase_size(ToldPhrase::Request, words, at, words.size()),
                                        phrase_size(ToldPhrase::Closing, words, at, words.size()),
                                        phrase_size(ToldPhrase::Gone, words, at, words.size()),
                                        phrase_size(ToldPhrase::Is, words, at, words.size()),
                                        phrase_size(ToldPhrase::Drop, words, at, words.size())});
    if (known == 0 && is_phrase(ToldPhrase::Doubt, {words[at].folded})) return true;
    at += std::max<std::size_t>(known, 1);
  }
  return false;
}

// Two statements in one sentence.
std::optional<std::vector<Statement>> read_joined(std::string_view sentence,
                                                  const StatementContext& context) {
  for (const std::string_view joint : {", and my ", " and my ", ", my ", ", and I ", " and I "}) {
    const std::size_t at = sentence.find(joint);
    if (at == std::string_view::npos) continue;
    const std::size_t next = at + joint.rfind(' ', joint.size() - 2) + 1;
    auto first = SentenceReader(sentence.substr(0, at), context).read();
    auto second = SentenceReader(sentence.substr(next), context).read();
    if (!first || !second) continue;
    first->insert(first->end(), second->begin(), second->end());
    return first;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Statement>> read_statements(std::string_view message,
                                                      const StatementContext& context) {
  if (message.size() > kMessageBytesMax) return std::nullopt;
  if (message.find_first_of("?\"`<>[]{}|") != std::string_view::npos) return std::nullopt;
  std::vector<Statement> statements;
  while (!(message = trim(message)).empty()) {
    const std::size_t size = sentence_size(message);
    const std::string_view sentence = message.substr(0, size);
    if (is_doubtful(sentence)) return std::nullopt;
    auto read = SentenceReader(sentence, context).read();
    if (!read) read = read_joined(sentence, context);
    if (!read) return std::nullopt;
    statements.insert(statements.end(), read->begin(), read->end());
    message.remove_prefix(size);
  }
  if (statements.empty() || statements.size() > kStatementsMax) return std::nullopt;
  return statements;
}

}  // namespace tiles::memory
