// SPDX-License-Identifier: Apache-2.0
#include "memory/question_words.h"

#include <array>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::array kHeadings = {"[light]", "[possessive]", "[name]",
                                  "[other]", "[otherwise]",  "[verdict]"};

using Lists = std::array<std::set<std::string>, kHeadings.size()>;

Lists read_lists(std::string_view text) {
  Lists lists;
  std::size_t at = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      at = 0;
      while (at + 1 < kHeadings.size() && !line.starts_with(kHeadings.at(at))) ++at;
      continue;
    }
    for (std::string& word : words_of(line)) lists.at(at).insert(std::move(word));
  }
  return lists;
}

}  // namespace

bool is_question_word(QuestionWord kind, const std::string& word) {
  static const Lists lists = read_lists(embedded_question_words());
  return lists.at(static_cast<std::size_t>(kind)).contains(word);
}

}  // namespace tiles::memory
