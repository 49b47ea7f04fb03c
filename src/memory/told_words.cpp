// SPDX-License-Identifier: Apache-2.0
#include "memory/told_words.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::array kHeadings = {
    "[opening]", "[request]", "[command]",      "[closing]", "[set]",   "[into]",
    "[is]",      "[again]",   "[adjective]",    "[drop]",    "[gone]",  "[have]",
    "[doubt]",   "[taste]",   "[circumstance]", "[code]",    "[state]", "[unreal]"};

struct List {
  std::set<Words> phrases;
  std::size_t words_max = 0;
};

using Lists = std::array<List, kHeadings.size()>;

Lists read_lists(std::string_view text) {
  Lists lists;
  std::size_t at = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      at = 0;
      while (at + 1 < kHeadings.size() && !line.starts_with(kHeadings.at(at))) ++at;
      continue;
    }
    List& list = lists.at(at);
    for (const std::string_view phrase : split(line, ',')) {
      Words words = words_of(phrase);
      list.words_max = std::max(list.words_max, words.size());
      if (!words.empty()) list.phrases.insert(std::move(words));
    }
  }
  return lists;
}

const List& list_of(ToldPhrase kind) {
  static const Lists lists = read_lists(embedded_told_words());
  return lists.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::size_t phrase_size(ToldPhrase kind, const std::vector<MessageWord>& words, std::size_t at,
                        std::size_t end) {
  const List& list = list_of(kind);
  std::size_t longest = 0;
  Words run;
  for (std::size_t i = at; i < end && run.size() < list.words_max; ++i) {
    run.push_back(words[i].folded);
    if (list.phrases.contains(run)) longest = run.size();
  }
  return longest;
}

bool is_unreal(const std::vector<MessageWord>& words) {
  std::size_t at = 0;
  while (at < words.size()) {
    std::size_t polite = 0;  // "would you".
    for (const ToldPhrase kind : {ToldPhrase::Opening, ToldPhrase::Request, ToldPhrase::Command}) {
      polite = std::max(polite, phrase_size(kind, words, at, words.size()));
    }
    if (polite == 0 && phrase_size(ToldPhrase::Unreal, words, at, words.size()) > 0) return true;
    at += std::max<std::size_t>(polite, 1);
  }
  return false;
}

bool is_phrase(ToldPhrase kind, const std::vector<std::string>& words) {
  return list_of(kind).phrases.contains(words);
}

}  // namespace tiles::memory
