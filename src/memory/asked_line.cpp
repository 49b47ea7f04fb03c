// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_line.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "base/text.h"
#include "memory/keyed_lines.h"
#include "memory/question_words.h"
#include "memory/value_kind.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kLinesMax = 8;
constexpr std::size_t kReplyBytesMax = 400;

bool has_kind(const Words& words, QuestionWord kind) {
  return std::ranges::any_of(
      words, [kind](const std::string& word) { return is_question_word(kind, word); });
}

// The value as a person would read it: links by what they show.
std::string readable(std::string_view value, std::string_view path, const TitleOfLink& title_of) {
  const vault::Scan scan = vault::scan_markdown(value);
  std::string text;
  std::size_t at = 0;
  for (const vault::Link& link : scan.links) {
    if (link.whole.begin < at) continue;
    text.append(value.substr(at, link.whole.begin - at));
    const std::string_view target = vault::slice(value, link.target);
    std::string name(vault::slice(value, link.shown));
    if (name.empty()) name = title_of(target, path);
    text.append(name.empty() ? std::string(target) : name);
    at = link.whole.end;
  }
  text.append(value.substr(std::min(at, value.size())));
  return std::string(trim(text));
}

class Question {
 public:
  Question(const AskingMessage& message, const AskedNote& note) : note_(note) {
    words_ = words_of(message.text);
    for (const NamedPath& name : message.unknown_names) {
      unknown_names_.push_back(words_of(name.name));
    }
  }

  bool asks_for_a_value() const {
    return !words_.empty() && !has_kind(words_, QuestionWord::Otherwise) &&
           !is_question_word(QuestionWord::Verdict, words_.front()) &&
           (!is_own() || !has_kind(words_, QuestionWord::Other));
  }

  // How many words of the message name the line's key; 0 for none.
  std::size_t key_words(const KeyedLine& line) const {
    if (line.key.empty() || line.is_heading || line.value.empty()) return 0;
    std::size_t most = 0;
    for (const Words& name : names_of_key(line.key)) {
      if (any_telling(name) && holds_each(words_, name)) most = std::max(most, name.size());
    }
    return most;
  }

  // Whether the line alone can be meant. `relations`: how many lines that are links are named.
  bool fits(const KeyedLine& line, std::size_t relations) const {
    const bool is_link = kind_of(line) == ValueKind::Link;
    if (is_link && !has_kind(words_, QuestionWord::Name)) return false;
    if (!is_link && relations > 0) return false;  // Something of whoever the link leads to.
    if (!is_link && is_own() && holds(words_, "who")) return false;
    return std::ranges::all_of(unknown_names_,
                               [&](const Words& name) { return is_in(line, name); }) &&
           (!is_own() || owns(line));
  }

 private:
  bool is_own() const { return note_.name.empty(); }

  static bool is_in(const KeyedLine& line, const Words& words) {
    return std::ranges::all_of(words, [&](const std::string& word) {
      if (holds(line.key, word) || holds(line.value, word)) return true;
      const auto names = names_of_key(line.key);
      return std::ranges::any_of(names, [&](const Words& name) { return holds(name, word); });
    });
  }

  // "my trainer's car" is not the user's car.
  bool owns(const KeyedLine& line) const {
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      const std::string& next = words_[i + 1];
      if (!is_question_word(QuestionWord::Possessive, words_[i]) || !is_telling(next)) continue;
      if (!is_question_word(QuestionWord::Light, next) && !is_in(line, {next})) return false;
    }
    return true;
  }

  const AskedNote& note_;
  Words words_;
  std::vector<Words> unknown_names_;
};

// Keys of lines that are links and that the message names.
std::size_t count_relations(const Question& question, const std::vector<KeyedLine>& lines) {
  std::set<Words> keys;
  for (const KeyedLine& line : lines) {
    if (kind_of(line) == ValueKind::Link && question.key_words(line) > 0) keys.insert(line.key);
  }
  return keys.size();
}

// The lines whose key takes the most words of the message; none when two keys do so alike.
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
  const bool is_one_key = std::ranges::all_of(
      best, [&](const KeyedLine* line) { return line->key == best.front()->key; });
  if (!is_one_key || best.size() > kLinesMax) best.clear();
  return best;
}

}  // namespace

std::optional<AskedLines> lines_asked_for(const AskingMessage& message, const AskedNote& note,
                                          const TitleOfLink& title_of_link) {
  const Question question(message, note);
  if (!question.asks_for_a_value()) return std::nullopt;
  const std::vector<KeyedLine> lines = read_keyed_lines(note.text, note.path, title_of_link);
  AskedLines asked;
  for (const KeyedLine* line : best_lines(question, lines)) {
    asked.lines.push_back({note.path, line->text});
    if (!asked.reply.empty()) asked.reply += ", ";
    asked.reply += readable(line->value_text, note.path, title_of_link);
  }
  if (asked.lines.empty() || asked.reply.size() > kReplyBytesMax) return std::nullopt;
  return asked;
}

}  // namespace tiles::memory
