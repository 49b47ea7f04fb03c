// SPDX-License-Identifier: Apache-2.0
#include "memory/words.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "base/unicode.h"
#include "memory/embedded.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kNameWordsMax = 3;

// Letters that Unicode does not decompose into a base letter and a mark.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kUndecomposed = {
    {{"ß", "ss"},
     {"ø", "o"},
     {"æ", "ae"},
     {"œ", "oe"},
     {"ł", "l"},
     {"đ", "d"},
     {"ð", "d"},
     {"þ", "th"},
     {"ı", "i"}}};

std::string spell_out(std::string_view folded) {
  std::string text;
  text.reserve(folded.size());
  while (!folded.empty()) {
    const std::size_t size = first_character(folded).size_bytes;
    const std::string_view letter = folded.substr(0, size);
    const auto* found = std::find_if(kUndecomposed.begin(), kUndecomposed.end(),
                                     [letter](const auto& entry) { return entry.first == letter; });
    text += found == kUndecomposed.end() ? letter : found->second;
    folded.remove_prefix(size);
  }
  return text;
}

bool is_word_character(CharacterKind kind) { return kind != CharacterKind::Other; }

// Bytes of the run of letters and digits at the front of `text`.
std::size_t run_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    const Character character = first_character(text.substr(size));
    if (!is_word_character(character.kind)) {
      break;
    }
    size += character.size_bytes;
  }
  return size;
}

// Bytes of the `'`, `’` or `-` at the front of `text`, 0 without one.
std::size_t apostrophe_size(std::string_view text) {
  if (text.starts_with('\'')) {
    return 1;
  }
  constexpr std::string_view kCurly = "’";
  return text.starts_with(kCurly) ? kCurly.size() : 0;
}

std::size_t joint_size(std::string_view text) {
  return text.starts_with('-') ? 1 : apostrophe_size(text);
}

// Bytes of the word at the front of `text`: runs joined by `'`, `’` or `-`, with a closing
// apostrophe.
std::size_t raw_word_size(std::string_view text) {
  std::size_t size = run_size(text);
  if (size == 0) {
    return 0;
  }
  for (;;) {
    const std::size_t joint = joint_size(text.substr(size));
    const std::size_t run = joint == 0 ? 0 : run_size(text.substr(size + joint));
    if (run == 0) {
      return size + apostrophe_size(text.substr(size));
    }
    size += joint + run;
  }
}

struct RawWord {
  std::string_view text;  // Without its possessive ending.
  bool possessive = false;
  bool starts_sentence = false;
  bool after_one_space = false;
};

RawWord without_possessive(RawWord word) {
  for (const std::string_view ending : {"'s", "’s", "'", "’"}) {
    if (word.text.ends_with(ending)) {
      word.text.remove_suffix(ending.size());
      word.possessive = true;
      break;
    }
  }
  return word;
}

std::vector<RawWord> raw_words(std::string_view message) {
  std::vector<RawWord> words;
  std::size_t previous_end = 0;
  std::size_t at = 0;
  while (at < message.size()) {
    const std::size_t size = raw_word_size(message.substr(at));
    if (size == 0) {
      at += first_character(message.substr(at)).size_bytes;
      continue;
    }
    const std::string_view gap = message.substr(previous_end, at - previous_end);
    RawWord word;
    word.text = message.substr(at, size);
    word.starts_sentence =
        previous_end == 0 || gap.find_first_of(".!?:\n") != std::string_view::npos;
    word.after_one_space = gap == " ";
    words.push_back(without_possessive(word));
    at += size;
    previous_end = at;
  }
  return words;
}

bool may_be_name(std::string_view word) {
  if (word.empty() || first_character(word).kind != CharacterKind::CapitalLetter) {
    return false;
  }
  const std::vector<std::string> words = words_of(word);
  return !std::all_of(words.begin(), words.end(),
                      [](const auto& part) { return is_stop_word(part); });
}

const std::set<std::string, std::less<>>& stop_words() {
  static const auto* const kWords = [] {
    auto* words = new std::set<std::string, std::less<>>();
    std::string_view text = embedded_stop_words();
    while (!(text = trim(text)).empty()) {
      const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
      words->emplace(word);
      text.remove_prefix(word.size());
    }
    return words;
  }();
  return *kWords;
}

}  // namespace

std::string fold(std::string_view text) { return spell_out(fold_for_matching(text)); }

std::vector<std::string> words_of(std::string_view text) {
  const std::string folded = fold(text);
  std::vector<std::string> words;
  std::string_view rest = folded;
  while (!rest.empty()) {
    const std::size_t size = run_size(rest);
    if (size > 0) {
      words.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
    } else {
      rest.remove_prefix(first_character(rest).size_bytes);
    }
  }
  return words;
}

bool is_stop_word(std::string_view word) { return stop_words().contains(word); }

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool holds_each(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& word) { return holds(words, word); });
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

bool holds_run(const std::vector<std::string>& words, const std::vector<std::string>& run) {
  return !run.empty() &&
         std::search(words.begin(), words.end(), run.begin(), run.end()) != words.end();
}

bool holds_any(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(wanted, [&](const std::string& word) { return holds(words, word); });
}

bool holds_any_run(const std::vector<std::string>& words,
                   std::initializer_list<std::string_view> runs) {
  return std::ranges::any_of(runs,
                             [&](std::string_view run) { return holds_run(words, words_of(run)); });
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string path_of_name(std::string_view name) {
  std::string path = "entities/";
  std::string_view separator;
  for (const std::string& word : words_of(name)) {
    path.append(separator).append(word);
    separator = "_";
  }
  return path + ".md";
}

bool is_telling(std::string_view word) {
  const bool has_digit = word.find_first_of("0123456789") != std::string_view::npos;
  return has_digit || (word.size() > first_character(word).size_bytes && !is_stop_word(word));
}

bool any_telling(const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [](const std::string& word) { return is_telling(word); });
}

std::string_view stem_of(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  if (path.ends_with(".md")) {
    path.remove_suffix(3);
  }
  return path;
}

std::vector<std::string> name_runs(std::string_view message) {
  struct Run {
    std::string name;
    std::size_t word_count = 1;
    bool lone_start = false;  // One word that begins a sentence: capitalised for that alone.
  };
  std::vector<Run> runs;
  bool open = false;
  for (const RawWord& word : raw_words(message)) {
    if (!may_be_name(word.text)) {
      open = false;
      continue;
    }
    if (open && word.after_one_space) {
      runs.back().name.append(" ").append(word.text);
      ++runs.back().word_count;
    } else {
      runs.push_back({std::string(word.text), 1, word.starts_sentence && !word.possessive});
    }
    open = !word.possessive;
  }
  std::vector<std::string> names;
  for (Run& run : runs) {
    if (run.word_count <= kNameWordsMax && !(run.lone_start && run.word_count == 1)) {
      names.push_back(std::move(run.name));
    }
  }
  return names;
}

}  // namespace tiles::memory
