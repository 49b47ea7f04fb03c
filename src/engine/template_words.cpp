// SPDX-License-Identifier: Apache-2.0
#include "engine/template_words.h"

#include <algorithm>
#include <array>
#include <string>

namespace tiles::engine {

namespace {

constexpr std::size_t kPlainBytesMax = 16u << 10;
constexpr std::size_t kPlainLoopsMax = 2;
constexpr std::size_t kPlainBracketsMax = 64;  // In all, so that none can nest deeper.

constexpr std::array<std::string_view, 31> kWords = {
    "add_generation_prompt",
    "and",
    "bos_token",
    "content",
    "defined",
    "elif",
    "else",
    "endfor",
    "endif",
    "eos_token",
    "false",
    "first",
    "for",
    "if",
    "in",
    "index",
    "index0",
    "is",
    "last",
    "loop",
    "m",
    "message",
    "messages",
    "none",
    "not",
    "or",
    "raise_exception",
    "role",
    "strip",
    "trim",
    "true",
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

bool is_number(std::string_view word) {
  return word.size() <= 2 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

// Where the text in quotes that begins at `begin` ends; npos when it does not.
std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[begin]) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

struct Counts {
  std::size_t loops = 0;
  std::size_t brackets = 0;
};

// One tag, without its delimiters.
bool is_plain_tag(std::string_view tag, Counts& counts) {
  for (std::size_t i = 0; i < tag.size();) {
    if (tag[i] == '\'' || tag[i] == '"') {
      i = end_of_quoted(tag, i);
      if (i == std::string_view::npos) return false;
    } else if (is_letter(tag[i])) {
      const auto* end = std::find_if_not(tag.begin() + i, tag.end(), is_letter);
      const std::string_view word = tag.substr(i, static_cast<std::size_t>(end - tag.begin()) - i);
      if (!is_number(word) && !std::ranges::binary_search(kWords, word)) return false;
      if (word == "for") ++counts.loops;
      i += word.size();
    } else {
      if (tag[i] == '*') return false;
      if (tag[i] == '(' || tag[i] == '[' || tag[i] == '{') ++counts.brackets;
      ++i;
    }
  }
  return true;
}

}  // namespace

bool is_plain_template(std::string_view text) {
  if (text.size() > kPlainBytesMax) return false;
  Counts counts;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
    const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
    if (kind != '{' && kind != '%' && kind != '#') {
      ++at;
      continue;
    }
    const char closing = kind == '{' ? '}' : kind;
    // A tag that holds its own end in quotes has a quote that is not closed, and is not plain.
    const std::size_t end = text.find(std::string{closing, '}'}, at + 2);
    if (end == std::string_view::npos) return false;
    const std::string_view tag = text.substr(at + 2, end - at - 2);
    if (kind != '#' && !is_plain_tag(tag, counts)) return false;
    at = end + 2;
  }
  return counts.loops <= kPlainLoopsMax && counts.brackets <= kPlainBracketsMax;
}

}  // namespace tiles::engine
