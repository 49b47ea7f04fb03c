// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_line.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/keyed_lines.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kLinesMax = 8;
constexpr std::size_t kReplyBytesMax = 400;

std::set<std::string> words_of_lines(std::string_view text) {
  std::set<std::string> words;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with('#')) continue;
    for (std::string& word : words_of(line)) words.insert(std::move(word));
  }
  return words;
}

bool is_asking_word(const std::string& word) {
  static const std::set<std::string> words = words_of_lines(embedded_asking_words());
  return words.contains(word);
}

bool is_own_word(const std::string& word) {
  static const std::set<std::string> words = words_of_lines(embedded_own_words());
  return words.contains(word);
}

bool has(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool has_any(const Words& words, std::initializer_list<std::string_view> wanted) {
  return std::ranges::any_of(wanted, [&](std::string_view word) { return has(words, word); });
}

// Asks for a reason, a number, a time that has passed, or yes or no: not for a value as it stands.
bool asks_otherwise(const Words& clause) {
  if (has_any(clause, {"how", "why", "not", "never", "without", "ago", "since", "until", "or",
                       "wieso", "warum", "pourquoi", "combien"})) {
    return true;
  }
  static const std::set<std::string> kVerbs = {"is",  "are", "am",   "was",    "were", "has",
                                               "had", "did", "does", "should", "will", "would"};
  if (kVerbs.contains(clause.front())) return true;
  return clause.size() > 1 && is_own_word(clause[1]) && has_any({clause[0]}, {"do", "have", "can"});
}

bool has_digit(const Words& words) {
  return std::ranges::any_of(words, [](const std::string& word) {
    return word.find_first_of("0123456789") != std::string::npos;
  });
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

// One clause of the message against the lines of a note.
class Question {
 public:
  Question(Words clause, const AskedNote& note) : clause_(std::move(clause)), note_(note) {}

  // Whether it may ask for a value of this note.
  bool is_about_note() const {
    if (clause_.empty() || asks_otherwise(clause_)) return false;
    if (!note_.name.empty()) {
      return std::ranges::any_of(note_.name, [&](const std::string& word) {
        return is_telling(word) && has(clause_, word);
      });
    }
    return std::ranges::any_of(clause_, is_own_word) &&
           !has_any(clause_, {"his", "her", "hers", "their", "theirs", "its", "he", "she", "they",
                              "him", "them", "your", "yours"});
  }

  // How many words of the clause name the line's key; 0 when it does not ask for this line.
  std::size_t match(const KeyedLine& line) const {
    if (line.key.empty() || line.is_heading || !any_telling(line.key) || line.value.empty()) {
      return 0;
    }
    if (has_any(clause_, {"when", "wann", "quand", "cuando"}) && !has_digit(line.value)) return 0;
    std::size_t best = 0;
    for (const Words& name : names_of_key(line.key)) {
      if (any_telling(name) && is_all_that_is_asked(name, line)) best = std::max(best, name.size());
    }
    return best;
  }

 private:
  // The clause has the words of `name` one after the other, and no other word that tells anything.
  bool is_all_that_is_asked(const Words& name, const KeyedLine& line) const {
    const auto found = std::search(clause_.begin(), clause_.end(), name.begin(), name.end());
    if (found == clause_.end()) return false;
    const auto end = found + static_cast<std::ptrdiff_t>(name.size());
    return std::all_of(clause_.begin(), found,
                       [&](const auto& word) { return adds_nothing(word, line); }) &&
           std::all_of(end, clause_.end(),
                       [&](const auto& word) { return adds_nothing(word, line); });
  }

  bool adds_nothing(const std::string& word, const KeyedLine& line) const {
    return !is_telling(word) || is_asking_word(word) || is_own_word(word) ||
           has(note_.name, word) || has(line.value, word) || has(line.key, word);
  }

  Words clause_;
  const AskedNote& note_;
};

std::vector<Words> clauses_of(std::string_view message) {
  std::vector<Words> clauses;
  std::size_t begin = 0;
  const auto add = [&](std::size_t end) {
    if (Words words = words_of(message.substr(begin, end - begin)); !words.empty()) {
      clauses.push_back(std::move(words));
    }
    begin = end + 1;
  };
  for (std::size_t at = 0; at < message.size(); ++at) {
    const bool ends_word =
        at + 1 == message.size() || message[at + 1] == ' ' || message[at + 1] == '\n';
    if (message[at] == '\n' || message[at] == '?' || message[at] == '!' || message[at] == ';' ||
        ((message[at] == '.' || message[at] == ',') && ends_word)) {
      add(at);
    }
  }
  if (begin < message.size()) add(message.size());
  return clauses;
}

// The lines that the clause asks for most exactly; none when two keys do so alike.
std::vector<const KeyedLine*> best_lines(const Question& question,
                                         const std::vector<KeyedLine>& lines) {
  std::vector<const KeyedLine*> best;
  std::size_t most = 0;
  for (const KeyedLine& line : lines) {
    const std::size_t count = question.match(line);
    if (count == 0 || count < most) continue;
    if (count > most) best.clear();
    most = count;
    best.push_back(&line);
  }
  const bool one_key = std::ranges::all_of(
      best, [&](const KeyedLine* line) { return line->key == best.front()->key; });
  if (!one_key || best.size() > kLinesMax) best.clear();
  return best;
}

}  // namespace

std::optional<AskedLines> lines_asked_for(std::string_view message, const AskedNote& note,
                                          const TitleOfLink& title_of_link) {
  const std::vector<KeyedLine> lines = read_keyed_lines(note.text, note.path, title_of_link);
  for (Words& clause : clauses_of(message)) {
    const Question question(std::move(clause), note);
    if (!question.is_about_note()) continue;
    AskedLines asked;
    for (const KeyedLine* line : best_lines(question, lines)) {
      asked.lines.push_back({note.path, line->text});
      if (!asked.reply.empty()) asked.reply += ", ";
      asked.reply += readable(line->value_text, note.path, title_of_link);
    }
    if (!asked.lines.empty() && asked.reply.size() <= kReplyBytesMax) return asked;
  }
  return std::nullopt;
}

}  // namespace tiles::memory
