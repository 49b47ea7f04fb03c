// SPDX-License-Identifier: Apache-2.0
#include "memory/question_clause.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

// Ends at `.`, `!`, `?` or `:` before a blank, at a line break, and at the end.
std::vector<std::string_view> sentences_of(std::string_view message) {
  std::vector<std::string_view> sentences;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= message.size(); ++at) {
    const bool is_last = at == message.size();
    const bool is_break = !is_last && message[at] == '\n';
    const bool is_before_blank = at + 1 >= message.size() || message[at + 1] == ' ';
    const bool is_mark = !is_last &&
                         std::string_view(".!?:").find(message[at]) != std::string_view::npos &&
                         is_before_blank;
    if (!is_last && !is_break && !is_mark) continue;
    const std::string_view sentence = trim(message.substr(begin, at + (is_mark ? 1 : 0) - begin));
    if (!words_of(sentence).empty()) sentences.push_back(sentence);
    begin = std::min(at + 1, message.size());
  }
  return sentences;
}

bool begins_as_a_question(std::string_view sentence) {
  constexpr std::array kBeginnings = {"what",  "whats", "where", "wheres", "when", "who", "whos",
                                      "which", "how",   "wer",   "wie",    "was",  "wo",  "wann",
                                      "cual",  "quien", "quel",  "quelle", "qual", "quem"};
  return std::ranges::find(kBeginnings, words_of(sentence).front()) != kBeginnings.end();
}

}  // namespace

std::optional<std::string_view> asking_sentence(std::string_view message) {
  auto sentences = sentences_of(message);
  if (sentences.size() < 2) return std::nullopt;
  // "(today is 2026-11-30)" is said aside.
  std::erase_if(sentences, [](std::string_view sentence) {
    return sentence.starts_with('(') && sentence.ends_with(')');
  });
  if (sentences.size() == 1) return sentences.front();
  const auto only = [&](auto&& asks) {
    std::optional<std::string_view> found;
    if (std::ranges::count_if(sentences, asks) == 1) {
      found = *std::ranges::find_if(sentences, asks);
    }
    return found;
  };
  const auto is_marked = [](std::string_view sentence) { return sentence.ends_with('?'); };
  if (std::ranges::any_of(sentences, is_marked)) return only(is_marked);
  return only(begins_as_a_question);
}

}  // namespace tiles::memory
