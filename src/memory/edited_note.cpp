// SPDX-License-Identifier: Apache-2.0
#include "memory/edited_note.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "memory/added_line.h"
#include "memory/found_dates.h"
#include "memory/known_nouns.h"
#include "memory/note_lines.h"
#include "memory/own_words.h"
#include "memory/quantity.h"
#include "memory/spoken_value.h"
#include "memory/value_items.h"
#include "memory/words.h"
#include "vault/several_values.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kUnitWordsMax = 1;         // "90 EUR": a number alone may take its place.
constexpr std::size_t kUnsaidWordsMax = 3;       // That go with a line without a key,
constexpr std::size_t kUnsaidValueWordsMax = 4;  // and with a value.
constexpr auto kParticles = std::to_array<std::string_view>(
    {"de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "van", "von", "der",
     "den", "of", "the", "y", "e"});
constexpr std::string_view kSentenceEnds = ".!\n";

std::vector<KeyedLine> keyed_lines(const std::vector<NotedLine>& noted) {
  std::vector<KeyedLine> lines;
  lines.reserve(noted.size());
  for (const NotedLine& line : noted) lines.push_back(line.said.line);
  return lines;
}

// The sentence of the message in which the value stands.
std::string_view sentence_of(std::string_view message, std::string_view value) {
  const auto at = static_cast<std::size_t>(value.data() - message.data());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < at; ++i) {
    const bool ends = kSentenceEnds.find(message[i]) != std::string_view::npos;
    if (ends && message[i + 1] == ' ') begin = i + 1;
  }
  std::size_t end = at + value.size();
  while (end < message.size()) {
    const bool ends = kSentenceEnds.find(message[end]) != std::string_view::npos;
    if (ends && (end + 1 == message.size() || message[end + 1] == ' ')) break;
    ++end;
  }
  return trim(message.substr(begin, end - begin));
}

// The key's words, or those of another name of it, as the message has them; none: it has neither.
Words said_key(const Words& message, const Words& key) {
  Words said;
  for (const Words& name : names_of_key(key)) {
    if (name.size() > said.size() && holds_run(message, name)) said = name;
  }
  return said;
}

// Words without a digit.
std::size_t letter_words(std::string_view text) {
  const Words words = words_of(text);
  return static_cast<std::size_t>(
      std::ranges::count_if(words, [](const std::string& word) { return !has_digit(word); }));
}

// "Hospital da Luz" where the reader found "Luz": a name is not cut.
std::string_view whole_name(std::string_view message, std::string_view value) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (value.empty() || !is_capital(value.front())) return value;
  auto begin = static_cast<std::size_t>(value.data() - message.data());
  const std::size_t end = begin + value.size();
  std::size_t at = begin;
  while (at > 1 && message[at - 1] == ' ') {
    const std::size_t blank = message.rfind(' ', at - 2);
    const std::size_t first = blank == std::string_view::npos ? 0 : blank + 1;
    const std::string_view word = message.substr(first, at - 1 - first);
    const bool is_particle = std::ranges::find(kParticles, word) != kParticles.end();
    const bool is_name = !word.empty() && is_capital(word.front()) && first > 0 &&
                         word.find_first_of(",.;:!?'") == std::string_view::npos &&
                         !is_stop_word(fold(word));
    if (!is_particle && !is_name) break;
    at = first;
    if (is_name) begin = first;
  }
  return message.substr(begin, end - begin);
}

// "27th of March" and "2026-03-27"; nothing else is said, and no year is new.
bool is_same_day(std::string_view value, std::string_view old_value) {
  const auto now = dates_in(value);
  const auto before = dates_in(old_value);
  if (now.size() != 1 || before.size() != 1) return false;
  if (now.front().begin != 0 || now.front().end != value.size()) return false;
  const NotedDate& one = now.front().date;
  const NotedDate& other = before.front().date;
  return now.front().exact == FoundDate::Exact::Day && one.day == other.day &&
         (!one.year || one.year == other.year);
}

// "19 kg" takes no place of "35 EUR".
bool are_of_one_unit(std::string_view old_value, std::string_view value) {
  const auto old_amount = amount_in(old_value, WantedAmount::Any);
  const auto amount = amount_in(value, WantedAmount::Any);
  return !old_amount || !amount || are_comparable(*old_amount, *amount);
}

class EditMaker {
 public:
  EditMaker(std::string_view message, const FoundEdit& edit, const ToldNote& note)
      : message_(message), edit_(edit), note_(note) {}

  // The text of the note afterwards.
  std::optional<std::string> with_new_line(const std::vector<KeyedLine>& lines) const {
    const auto value = trimmed_value(whole_name(message_, edit_.value));
    if (!value) return std::nullopt;
    const std::string key = key_of_new_line();
    const auto alike = lines_with_key(lines, words_of(key));
    for (const KeyedLine* line : alike) {
      if (line->value == words_of(*value)) return note_.text;
    }
    // A new line of a key that stands there is one of another key.
    if (key.empty() || (!alike.empty() && !vault::has_several_values(key))) {
      return in_users_words(nullptr);
    }
    return with_added_line(note_.text, "- " + spelled_like(lines, key) + ": " + *value);
  }

  std::optional<std::string> with_new_value(const NotedLine& line) const {
    const auto value = trimmed_value(whole_name(message_, edit_.value));
    if (!value) return std::nullopt;
    const KeyedLine& old = line.said.line;
    if (words_of(*value) == old.value || is_same_day(*value, line.value)) return note_.text;
    const bool is_of_prose = old.key.empty() || line.said.is_part;
    if (is_of_prose || letter_words(line.value) > kUnitWordsMax) {
      const auto found = new_number(old.value_text, message_, *value);
      if (found) return with_number(note_.text, old, found->old_number, found->number);
    }
    if (is_of_prose) {
      return has_unsaid_number(old.value_text, message_) ? std::nullopt : in_users_words(&old);
    }
    if (has_digit(line.value) != has_digit(*value)) return std::nullopt;
    if (!are_of_one_unit(line.value, *value)) return std::nullopt;
    if (letter_words(*value) == 0 && letter_words(line.value) > kUnitWordsMax) return std::nullopt;
    const auto item = with_spoken_item(old.value_text, message_, *value);
    if (!item) return std::nullopt;
    if (!item->empty()) return with_value(note_.text, old, *item);
    // Nothing that nobody speaks of is lost with a value of several things.
    const bool is_several =
        value_items(old.value_text).size() > 1 || old.value_text.find('(') != std::string::npos;
    if (is_several && value_items(*value).size() < 2) return std::nullopt;
    return loses_too_much(old) ? std::nullopt : with_value(note_.text, old, *value);
  }

  std::optional<std::string> without(const NoteStatement& said) const {
    if (said.is_part) {
      return loses_too_much(said.line) ? std::nullopt : without_value(note_.text, said.line);
    }
    const auto kept = without_spoken_items(said.line.value_text, message_, said.line.key.empty());
    if (!kept) return std::nullopt;
    if (!kept->empty()) return with_value(note_.text, said.line, *kept);
    return loses_too_much(said.line) ? std::nullopt : without_line(note_.text, said.line);
  }

 private:
  // What the message does not speak of is more than a value.
  bool loses_too_much(const KeyedLine& line) const {
    const std::size_t most = line.key.empty() ? kUnsaidWordsMax : kUnsaidValueWordsMax;
    return unsaid_words(line.value_text, message_) > most;
  }

  // Empty: none that is sure enough.
  std::string key_of_new_line() const {
    const Words said = said_key(words_of(message_), words_of(edit_.key));
    if (!said.empty() && edit_.key_probability >= kSaidKeyConfidenceMin) return key_for_noun(said);
    return edit_.key_probability >= kEditKeyConfidenceMin ? edit_.key : "";
  }

  // What the message says of it as a line, in the place of `line` if there is one.
  std::optional<std::string> in_users_words(const KeyedLine* line) const {
    const auto own = in_own_words(sentence_of(message_, edit_.value), note_.names);
    if (!own) return std::nullopt;
    if (line == nullptr) return with_added_line(note_.text, own->line);
    if (loses_too_much(*line)) return std::nullopt;
    std::string said = own->line.substr(2);
    if (line->value_text.ends_with('.') && !said.ends_with('.')) said += '.';
    return with_value(note_.text, *line, said);
  }

  std::string_view message_;
  const FoundEdit& edit_;
  const ToldNote& note_;
};

}  // namespace

std::optional<std::string> text_after_edit(std::string_view message, const FoundEdit& edit,
                                           const OwnNote& own, const NotedLine* line) {
  const EditMaker maker(message, edit, own.note);
  if (line == nullptr) return maker.with_new_line(keyed_lines(own.lines));
  if (edit.action == FoundEdit::Action::Drop) {
    return maker.without(line->said);
  }
  return maker.with_new_value(*line);
}

}  // namespace tiles::memory
