// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_verdict.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "base/text.h"
#include "memory/asked_line.h"
#include "memory/key_names.h"
#include "memory/keyed_lines.h"
#include "memory/noted_date.h"
#include "memory/value_kind.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = Question::Words;

constexpr std::size_t kOtherWordsMax = 6;  // Of a value that is asked about.

// `list`: folded words, one blank between.
bool is_in(std::string_view list, const std::string& word) {
  const auto words = split(list, ' ');
  return std::ranges::find(words, word) != words.end();
}

bool holds_any(const Words& words, std::string_view list) {
  return std::ranges::any_of(words, [&](const std::string& word) { return is_in(list, word); });
}

void erase_run(Words& words, std::string_view text) {
  const Words run = words_of(text);
  const auto found = std::search(words.begin(), words.end(), run.begin(), run.end());
  if (found != words.end()) words.erase(found, found + static_cast<std::ptrdiff_t>(run.size()));
}

// Without what turns a sentence into a question and says nothing else.
Words without_tags(Words words) {
  for (const std::string_view tag :
       {"yes or no", "or not", "isn t it", "isnt it", "is it true that", "can you confirm"}) {
    erase_run(words, tag);
  }
  return words;
}

bool asks_for_a_verdict(std::string_view text, const Question& question, const Words& words) {
  constexpr std::string_view kAsksOtherwise =
      "who whos whose which what whats where wheres when whens why how";
  if (words.empty() || holds_any(words, "not isn t never no or don doesn than too used ago")) {
    return false;
  }
  if (question.asks_for_a_verdict()) {
    return !holds_any(words, "who whose which why how");
  }
  return trim(text).ends_with('?') && !holds_any(words, kAsksOtherwise);
}

bool says_nothing(const std::string& word) {
  return word == kTheNote || !is_telling(word) || is_question_word(QuestionWord::Light, word) ||
         is_in("alright confirm listen really right true um whether yo", word);
}

// The words of the question that are neither the line's key nor without meaning here. One after
// the other, or none.
struct Rest {
  Words words;
  std::size_t begin = 0;
};

std::optional<Rest> rest_of(const Words& words, const KeyedLine& line) {
  Words key;
  for (const Words& name : names_in_questions(line.key)) {
    if (holds_each(words, name)) key.insert(key.end(), name.begin(), name.end());
  }
  const auto is_rest = [&](const std::string& word) {
    return !says_nothing(word) && !holds(key, word);
  };
  const auto first = std::ranges::find_if(words, is_rest);
  const auto last = std::find_if(words.rbegin(), std::reverse_iterator(first), is_rest).base();
  if (first == words.end()) return std::nullopt;
  Rest rest{{first, last}, static_cast<std::size_t>(first - words.begin())};
  const bool is_run = std::ranges::all_of(rest.words, [&](const std::string& word) {
    return is_rest(word) || (!is_telling(word) && word != kTheNote);
  });
  return is_run && rest.words.size() <= kOtherWordsMax ? std::optional(rest) : std::nullopt;
}

// A number, a code or an address: what is not this is another.
bool is_code(const Words& words, std::string_view text) {
  const bool has_digit = joined(words, "").find_first_of("0123456789") != std::string::npos;
  return text.find('@') != std::string_view::npos ||
         (has_digit && std::ranges::all_of(words, [](const std::string& word) {
            return word.size() <= 2 || word.find_first_of("0123456789") != std::string::npos;
          }));
}

bool are_other_codes(const Words& value, const Words& asked) {
  const std::string one = joined(value, "");
  const std::string other = joined(asked, "");
  return one.find(other) == std::string::npos && other.find(one) == std::string::npos;
}

// "called Fiat", "Fiat as my car": what is asked about is of the value's kind.
bool stands_as_a_value(const Words& words, const Rest& rest) {
  const std::size_t end = rest.begin + rest.words.size();
  const bool is_called = rest.begin > 0 && is_in("called named", words[rest.begin - 1]);
  return is_called || (end < words.size() && words[end] == "as");
}

enum class Verdict : std::uint8_t { None, Yes, No };

class Judgement {
 public:
  Judgement(std::string_view text, const Words& words) : text_(text), words_(words) {}

  Verdict of(const KeyedLine& line) const {
    const auto rest = rest_of(words_, line);
    if (!rest || !any_telling(line.value)) return Verdict::None;
    if (is_value(*rest, line)) return Verdict::Yes;
    return is_other(*rest, line) ? Verdict::No : Verdict::None;
  }

 private:
  static bool is_value(const Rest& rest, const KeyedLine& line) { return rest.words == line.value; }

  bool is_other(const Rest& rest, const KeyedLine& line) const {
    // "at 5", "in Oslo" may be true beside the value.
    if (rest.begin > 0 && is_in("about at by for from in near on over since to under until with",
                                words_[rest.begin - 1])) {
      return false;
    }
    const auto date = read_noted_date(line.value_text);
    const auto asked = read_noted_date(joined(rest.words, " "));
    if (date || asked) return date && asked && date->year == asked->year && date->day != asked->day;
    const bool is_address = text_.find('@') != std::string_view::npos;
    const bool is_code_asked = is_code(rest.words, is_address ? text_ : "");
    if (is_code(line.value, line.value_text) != is_code_asked) return false;
    if (is_code_asked) return are_other_codes(line.value, rest.words);
    const bool shares = std::ranges::any_of(
        rest.words, [&](const std::string& word) { return holds(line.value, word); });
    return !shares && stands_as_a_value(words_, rest);
  }

  std::string_view text_;
  const Words& words_;
};

}  // namespace

std::optional<AskedLines> verdict_asked_for(std::string_view text, const Question& question,
                                            const AskedNote& note,
                                            const TitleOfLink& title_of_link) {
  const Words words = without_tags(question.words());
  if (question.is_of_somebody_else() || !asks_for_a_verdict(text, question, words))
    return std::nullopt;
  const std::vector<KeyedLine> lines = lines_to_ask(note, title_of_link);
  const Judgement judgement(text, words);
  const KeyedLine* refuted = nullptr;
  std::size_t named = 0;
  for (const KeyedLine& line : lines) {
    const bool is_plain = kind_of(line) != ValueKind::Link && question.key_words(line) > 0;
    if (!is_plain || !question.owns(line)) continue;
    ++named;
    const Verdict verdict = judgement.of(line);
    const auto reply = [&](std::string_view word) {
      std::string value = readable_value(line, note.path, title_of_link);
      return AskedLines{{{note.path, line.text}}, std::string(word) + ", " + value};
    };
    if (verdict == Verdict::Yes) return reply("Yes");
    if (verdict == Verdict::No) refuted = &line;
  }
  if (refuted == nullptr || named > 1) return std::nullopt;
  return AskedLines{{{note.path, refuted->text}},
                    "No, " + readable_value(*refuted, note.path, title_of_link)};
}

}  // namespace tiles::memory
