// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "base/text.h"
#include "base/unicode.h"
#include "memory/words.h"
#include "score/grade.h"

namespace tiles::score {
namespace {

using Kind = ExactExpectation::Kind;
using Words = std::vector<std::string>;
using Counts = std::map<std::string, int>;

constexpr std::size_t kExtraCharactersMax = 80;  // Of a reply, besides the answer.

Counts lines_of(std::string_view text) {
  Counts lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!trim(line).empty()) ++lines[std::string(trim(line))];
  }
  return lines;
}

Counts minus(const Counts& counts, const Counts& others) {
  Counts rest;
  for (const auto& [line, count] : counts) {
    const auto other = others.find(line);
    const int left = count - (other == others.end() ? 0 : other->second);
    if (left > 0) rest[line] = left;
  }
  return rest;
}

std::size_t skip(std::string_view& text, std::string_view characters) {
  const std::size_t count = std::min(text.find_first_not_of(characters), text.size());
  text.remove_prefix(count);
  return count;
}

// "Oslo" of "- **city**: Oslo"; nothing of what is no fact.
std::optional<std::string_view> fact_value(std::string_view line) {
  skip(line, " \t");
  if (line.empty() || std::string_view("-*+").find(line.front()) == std::string_view::npos) {
    return std::nullopt;
  }
  line.remove_prefix(1);
  if (skip(line, " ") == 0) return std::nullopt;
  skip(line, "*");
  const std::size_t key_size = std::min(line.find_first_of(":*"), line.size());
  if (key_size == 0) return std::nullopt;
  line.remove_prefix(key_size);
  skip(line, "*");
  if (!line.starts_with(':')) return std::nullopt;
  line.remove_prefix(1);
  return line;
}

// What a line asserts: the value of a fact however its key is spelt, else all of it.
std::string value_of(std::string_view line) {
  std::string_view value = trim(fact_value(line).value_or(line));
  while (value.ends_with('.')) value.remove_suffix(1);
  return fold_case(value);
}

Counts values_of(const Counts& lines) {
  Counts values;
  for (const auto& [line, count] : lines) values[value_of(line)] += count;
  return values;
}

// The same notes with the same lines; an edited line may spell its key otherwise.
bool same_vault(const Files& files, const Files& target) {
  const auto same_path = [](const auto& a, const auto& b) { return a.first == b.first; };
  if (!std::equal(files.begin(), files.end(), target.begin(), target.end(), same_path)) {
    return false;
  }
  return std::ranges::all_of(target, [&](const auto& wanted_file) {
    const Counts have = lines_of(files.at(wanted_file.first));
    const Counts wanted = lines_of(wanted_file.second);
    return values_of(minus(have, wanted)) == values_of(minus(wanted, have));
  });
}

// Whether the words stand in the text one after the other.
bool stands_in(std::string_view wanted_text, std::string_view text) {
  const Words wanted = memory::words_of(wanted_text);
  if (wanted.empty()) return text.find(wanted_text) != std::string_view::npos;
  const Words have = memory::words_of(text);
  return std::search(have.begin(), have.end(), wanted.begin(), wanted.end()) != have.end();
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

bool answers(const ExactExpectation& expected, std::string_view reply) {
  if (characters(reply) > characters(expected.answer) * 2 + kExtraCharactersMax) return false;
  return std::ranges::all_of(split(expected.answer, '\n'),
                             [&](std::string_view part) { return stands_in(part, reply); });
}

bool names_choice(const std::string& choice, std::string_view reply) {
  return std::ranges::any_of(split(choice, '|'),
                             [&](std::string_view word) { return stands_in(word, reply); });
}

bool is_done(const SuiteTask& task, const ExactExpectation& expected, const Ending& ending) {
  const bool asks = trim(ending.reply).ends_with('?');
  if (expected.kind == Kind::Change) return same_vault(ending.files, expected.target);
  if (ending.files != task.files) return false;
  switch (expected.kind) {
    case Kind::Answer:
      return answers(expected, ending.reply);
    case Kind::Clarify:
      return asks && std::ranges::all_of(expected.choices, [&](const std::string& choice) {
               return names_choice(choice, ending.reply);
             });
    case Kind::Unknown:
      return to_lower_ascii(ending.reply).find("don't know") != std::string::npos && !asks;
    case Kind::Nothing:
    case Kind::Change:
      break;
  }
  return !asks;
}

std::string_view outcome_of(Kind kind) {
  switch (kind) {
    case Kind::Answer:
      return "answered";
    case Kind::Unknown:
      return "unknown";
    case Kind::Clarify:
      return "clarify";
    case Kind::Change:
      return "remembered";
    case Kind::Nothing:
      return "nothing";
  }
  return "nothing";
}

bool is_damaged(const SuiteTask& task, const ExactExpectation& expected, const Files& files) {
  return std::ranges::any_of(task.files, [&](const auto& file) {
    const auto target = expected.target.find(file.first);
    if (target == expected.target.end()) return false;
    const auto now = files.find(file.first);
    if (now == files.end()) return true;
    Counts kept = lines_of(file.second);
    const Counts wanted = lines_of(target->second);
    for (auto& [line, count] : kept) {
      const auto found = wanted.find(line);
      count = std::min(count, found == wanted.end() ? 0 : found->second);
    }
    return !minus(kept, lines_of(now->second)).empty();
  });
}

}  // namespace

Verdict grade_exact(const SuiteTask& task, const ExactExpectation& expected, const Ending& ending) {
  Verdict verdict;
  verdict.is_damaged = is_damaged(task, expected, ending.files);
  verdict.leaks = std::ranges::any_of(
      expected.forbidden, [&](const std::string& value) { return stands_in(value, ending.reply); });
  verdict.is_right = ending.outcome == outcome_of(expected.kind) && !trim(ending.reply).empty() &&
                     !verdict.leaks && is_done(task, expected, ending);
  return verdict;
}

Verdict grade(const SuiteTask& task, const Ending& ending) {
  if (const auto* exact = std::get_if<ExactExpectation>(&task.expectation)) {
    return grade_exact(task, *exact, ending);
  }
  return grade_rules(task, std::get<RuleExpectation>(task.expectation), ending);
}

}  // namespace tiles::score
