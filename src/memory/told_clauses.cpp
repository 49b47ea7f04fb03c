// SPDX-License-Identifier: Apache-2.0
#include "memory/told_clauses.h"

#include <string_view>
#include <utility>

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

struct Clause {
  Words key;
  Words words;  // After the name of the note, up to the value.
  bool needs_form = false;
  bool has_subject = false;
};

constexpr std::string_view kSubject = "{n}";
constexpr std::string_view kValue = "{v}";

// Only clauses that end with the value and begin with the subject are read.
std::optional<Clause> read_clause(std::string_view line) {
  const auto cells = split(line, '\t');
  if (cells.size() != 3 || !cells[2].ends_with(kValue)) return std::nullopt;
  std::string_view text = cells[2];
  text.remove_suffix(kValue.size());
  Clause clause;
  clause.key = words_of(cells[0]);
  clause.needs_form = cells[1] == "form";
  clause.has_subject = text.starts_with(kSubject);
  if (clause.has_subject) text.remove_prefix(kSubject.size());
  if (text.find('{') != std::string_view::npos) return std::nullopt;
  clause.words = words_of(text);
  return clause;
}

const std::vector<Clause>& clauses() {
  static const std::vector<Clause> all = [] {
    std::vector<Clause> read;
    for (const std::string_view line : split(embedded_told_clauses(), '\n')) {
      if (line.empty() || line.starts_with('#')) continue;
      if (auto clause = read_clause(line)) read.push_back(*std::move(clause));
    }
    return read;
  }();
  return all;
}

bool are_words(const std::vector<MessageWord>& words, std::size_t at, std::size_t end,
               const Words& wanted) {
  if (at + wanted.size() >= end) return false;  // A value has to follow.
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string& word = words[at + i].folded;
    const bool is_short = word == "m" && wanted[i] == "am";  // "I'm"
    if (word != wanted[i] && !is_short) return false;
  }
  return true;
}

}  // namespace

std::optional<ToldClause> find_told_clause(const std::vector<MessageWord>& words, std::size_t begin,
                                           std::size_t end, Subject subject) {
  const Clause* longest = nullptr;
  for (const Clause& clause : clauses()) {
    if (clause.has_subject != (subject == Subject::Read)) continue;
    if (longest != nullptr && clause.words.size() <= longest->words.size()) continue;
    if (are_words(words, begin, end, clause.words)) longest = &clause;
  }
  if (longest == nullptr) return std::nullopt;
  return ToldClause{longest->key, longest->needs_form, begin + longest->words.size()};
}

}  // namespace tiles::memory
