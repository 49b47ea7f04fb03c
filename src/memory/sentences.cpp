// SPDX-License-Identifier: Apache-2.0
#include "memory/sentences.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "base/text.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kOrdinalDigitsMax = 2;
constexpr std::size_t kTitleLettersMax = 3;  // Dr., Mrs.
constexpr std::string_view kFullStop = "。";
constexpr std::array<std::string_view, 11> kShortForms = {
    "prof", "approx", "tel", "nr", "no", "ca", "vs", "etc", "inc", "str", "apt"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

// What can begin a sentence; letters beyond ASCII may.
bool is_opener(char c) {
  constexpr std::string_view kMarks = "\"([";
  return is_ascii_digit(c) || is_upper(c) || static_cast<unsigned char>(c) > 127 ||
         kMarks.find(c) != std::string_view::npos;
}

std::string_view without_spaces(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// The letters or the digits at the end of the text.
std::string_view last_run(std::string_view text) {
  std::size_t begin = text.size();
  if (!text.empty() && is_ascii_digit(text.back())) {
    while (begin > 0 && is_ascii_digit(text[begin - 1])) --begin;
  } else {
    while (begin > 0 && is_letter(text[begin - 1])) --begin;
  }
  return text.substr(begin);
}

bool ends_sentence(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at + 1);
  const std::size_t following = rest.find_first_not_of(' ');
  if (following == std::string_view::npos || following == 0 || !is_opener(rest[following])) {
    return false;
  }
  if (text[at] != '.') return true;
  const std::string_view run = last_run(text.substr(0, at));
  if (run.empty()) return true;
  if (is_ascii_digit(run.front())) return run.size() > kOrdinalDigitsMax;
  const bool is_title = run.size() <= kTitleLettersMax && is_upper(run.front());
  return !is_title && std::ranges::find(kShortForms, to_lower_ascii(run)) == kShortForms.end();
}

}  // namespace

std::vector<std::string_view> sentences_of(std::string_view text) {
  constexpr std::string_view kMarks = ".!?";
  std::vector<std::string_view> found;
  const auto add = [&](std::string_view sentence) {
    sentence = without_spaces(sentence);
    if (!sentence.empty()) found.push_back(sentence);
  };
  std::size_t begin = 0;
  int depth = 0;  // Of links.
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("[[")) ++depth;
    if (rest.starts_with("]]")) --depth;
    std::size_t end = at;
    if (rest.starts_with(kFullStop)) {
      end = at + kFullStop.size();
    } else if (kMarks.find(text[at]) != std::string_view::npos && ends_sentence(text, at)) {
      end = at + 1;
    }
    if (end == at || depth > 0) continue;
    add(text.substr(begin, end - begin));
    begin = end;
  }
  add(text.substr(begin));
  return found;
}

}  // namespace tiles::memory
