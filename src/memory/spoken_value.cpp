// SPDX-License-Identifier: Apache-2.0
#include "memory/spoken_value.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "memory/told_words.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kValueBytesMax = 80;
constexpr std::size_t kValueWordsMax = 10;
// No value holds them: another clause has begun.
constexpr std::array kClauseWords = {"my",  "our", "i",  "im",   "we", "me",  "you", "it",
                                     "its", "or",  "to", "that", "is", "are", "has", "have"};

bool begins_clause(const std::string& word) {
  return std::ranges::find(kClauseWords, word) != kClauseWords.end();
}

bool is_lower(std::string_view text, const MessageWord& word) {
  const char c = text[word.begin];
  return c < 'A' || c > 'Z';
}

// One past the last word that belongs to the value.
std::size_t without_closings(std::string_view sentence, const std::vector<MessageWord>& words,
                             std::size_t first) {
  std::size_t end = words.size();
  for (;;) {
    std::size_t begin = end;
    for (std::size_t at = first + 1; at < end && begin == end; ++at) {
      if (phrase_size(ToldPhrase::Closing, words, at, end) == end - at &&
          is_lower(sentence, words[at])) {
        begin = at;
      }
    }
    if (begin == end) return end;
    end = begin;
  }
}

// From one value to another.
bool has_arrow(std::string_view value) {
  return value.find("->") != std::string_view::npos || value.find("→") != std::string_view::npos ||
         value.find("=>") != std::string_view::npos;
}

void skip_marks(std::string_view& text) {
  for (;;) {
    text = trim(text);
    const std::string_view before = text;
    for (const std::string_view mark : {":", "=", "->", "→", ",", "—", "–", "- "}) {
      if (text.starts_with(mark)) text.remove_prefix(mark.size());
    }
    if (text.size() == before.size()) return;
  }
}

void cut_end(std::string_view& text) {
  for (;;) {
    text = trim(text);
    const std::string_view before = text;
    for (const std::string_view mark : {".", "!", ",", ";", ":", "—", "–", " -", ":)", " ("}) {
      if (text.ends_with(mark)) text.remove_suffix(mark.size());
    }
    if (text.size() == before.size()) return;
  }
}

// "9SX1N end of note": a code that other words follow.
bool has_words_after_code(const std::vector<MessageWord>& words, std::size_t first,
                          std::size_t last) {
  if (!has_digit(words[first].folded)) return false;
  std::size_t plain = 0;
  for (std::size_t i = first + 1; i < last; ++i) plain = has_digit(words[i].folded) ? 0 : plain + 1;
  return plain > 2;
}

// "on 3 May" is "3 May", "a Volvo" is "Volvo".
void skip_preposition(std::string_view& text) {
  for (const std::string_view word : {"on ", "at ", "in ", "a ", "an ", "the "}) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    const char next = rest.empty() ? ' ' : rest.front();
    const bool is_article = word == "a " || word == "an ";
    const bool is_name = next >= 'A' && next <= 'Z';
    const bool is_number = next >= '0' && next <= '9';
    if (is_article || (word != "the " && (is_name || is_number))) text = rest;
    return;
  }
}

bool is_value(std::string_view value) {
  return !value.empty() && value.size() <= kValueBytesMax &&
         value.find('\n') == std::string_view::npos && !has_arrow(value) &&
         !words_of(value).empty();
}

}  // namespace

std::optional<std::string> spoken_value(std::string_view sentence,
                                        const std::vector<MessageWord>& words, std::size_t first,
                                        std::size_t begin) {
  const std::size_t last = without_closings(sentence, words, first);
  if (last <= first || last - first > kValueWordsMax) return std::nullopt;
  for (std::size_t i = first; i < last; ++i) {
    if (begins_clause(words[i].folded)) return std::nullopt;
    if (is_phrase(ToldPhrase::Doubt, {words[i].folded})) return std::nullopt;
  }
  if (has_words_after_code(words, first, last)) return std::nullopt;
  const std::size_t end = last < words.size() ? words[last].begin : sentence.size();
  std::string_view value = sentence.substr(begin, end - begin);
  skip_marks(value);
  cut_end(value);
  skip_preposition(value);
  return is_value(value) ? std::optional(std::string(value)) : std::nullopt;
}

std::optional<std::string> trimmed_value(std::string_view value) {
  skip_marks(value);
  cut_end(value);
  return is_value(value) ? std::optional(std::string(value)) : std::nullopt;
}

bool has_form(std::string_view value) {
  const bool has_mark = value.find_first_of("0123456789@") != std::string_view::npos;
  if (has_mark) return true;
  // Scripts without letter case have no other form.
  return std::ranges::any_of(value, [](char c) {
    return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xE0U;
  });
}

bool is_state(std::string_view value) {
  const std::vector<std::string> words = words_of(value);
  if (words.empty() || is_phrase(ToldPhrase::State, {words.back()})) return true;
  if (words.size() == 1) return false;
  // "delayed by 2 hours", "being repaired", "at the garage"
  const std::string& first = words.front();
  const bool is_participle = first.size() > 4 && (first.ends_with("ed") || first.ends_with("ing"));
  const bool is_plain = value.front() >= 'a' && value.front() <= 'z';
  return is_plain && (is_participle || is_phrase(ToldPhrase::Circumstance, {first}));
}

}  // namespace tiles::memory
