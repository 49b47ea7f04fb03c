// SPDX-License-Identifier: Apache-2.0
#include "memory/own_words.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"
#include "memory/message_words.h"
#include "memory/told_words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kLineBytesMax = 200;
constexpr std::size_t kWordsMin = 2;

// Past greetings and the request, if there is one.
std::size_t skip_request(const std::vector<MessageWord>& words, bool& is_request) {
  std::size_t at = 0;
  while (at < words.size()) {
    const std::size_t request = phrase_size(ToldPhrase::Request, words, at, words.size());
    const std::size_t opening = phrase_size(ToldPhrase::Opening, words, at, words.size());
    if (request == 0 && opening == 0) break;
    is_request = is_request || request >= opening;
    at += std::max(request, opening);
    if (is_request) break;
  }
  return at;
}

bool begins_with(const std::vector<MessageWord>& words, std::size_t at, const Words& name) {
  if (name.empty() || at + name.size() > words.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (words[at + i].folded != name[i]) return false;
  }
  return true;
}

// From the word at `at` on, as it was typed.
std::string_view text_from(std::string_view message, const std::vector<MessageWord>& words,
                           std::size_t at) {
  if (at == 0) return message;
  std::string_view rest = message.substr(words[at - 1].end);
  const std::size_t begin = rest.find_first_not_of(" \t:,.;!-");
  return begin == std::string_view::npos ? std::string_view() : rest.substr(begin);
}

}  // namespace

std::optional<OwnWords> in_own_words(std::string_view message,
                                     const std::vector<Words>& subject_names) {
  message = trim(message);
  const bool has_marks = message.find_first_of("?\n\r`<>|#*_") != std::string_view::npos ||
                         message.find("[[") != std::string_view::npos;
  if (has_marks) return std::nullopt;
  const std::vector<MessageWord> words = message_words(message);
  OwnWords own;
  std::size_t at = skip_request(words, own.is_asked_for);
  if (!own.is_asked_for) at = 0;
  std::string_view text = trim(text_from(message, words, at));
  while (text.ends_with('.') || text.ends_with('!')) text.remove_suffix(1);
  if (words.size() < at + kWordsMin || text.size() > kLineBytesMax) return std::nullopt;
  own.line = "- " + std::string(text);
  own.is_about_named = std::ranges::any_of(
      subject_names, [&](const Words& name) { return begins_with(words, at, name); });
  return own;
}

}  // namespace tiles::memory
