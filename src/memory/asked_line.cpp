// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_line.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "base/text.h"
#include "memory/keyed_lines.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kReplyBytesMax = 400;

bool asks_when(const Question& question) {
  const std::vector<std::string>& words = question.words();
  return std::ranges::any_of(words_of("when whens wann quand cuando quando kab"),
                             [&](const std::string& word) { return holds(words, word); });
}

// A number, or how a time is called, also by its beginning: "tue", "Tuesdays".
bool is_of_a_time(std::string_view word) {
  static const std::vector<std::string> calendar = words_of(
      "monday tuesday wednesday thursday friday saturday sunday january february march april may "
      "june july august september october november december");
  static const std::vector<std::string> others = words_of(
      "morning noon afternoon evening night midnight today tomorrow yesterday weekend weekday day "
      "days week weeks month months year years spring summer autumn fall winter easter christmas "
      "daily weekly monthly yearly always never");
  constexpr std::size_t kShort = 3;
  if (word.find_first_of("0123456789") != std::string_view::npos || holds(others, word))
    return true;
  return word.size() >= kShort && std::ranges::any_of(calendar, [&](std::string_view name) {
           return name.starts_with(word) || word.starts_with(name);
         });
}

bool tells_a_time(const KeyedLine& line) { return std::ranges::any_of(line.value, is_of_a_time); }

}  // namespace

std::string readable_value(const KeyedLine& line, std::string_view path,
                           const TitleOfLink& title_of_link) {
  const std::string_view value = line.value_text;
  const vault::Scan scan = vault::scan_markdown(value);
  std::string text;
  std::size_t at = 0;
  for (const vault::Link& link : scan.links) {
    if (link.whole.begin < at) continue;
    text.append(value.substr(at, link.whole.begin - at));
    const std::string_view target = vault::slice(value, link.target);
    std::string name(vault::slice(value, link.shown));
    if (name.empty()) name = title_of_link(target, path);
    text.append(name.empty() ? std::string(target) : name);
    at = link.whole.end;
  }
  text.append(value.substr(std::min(at, value.size())));
  return std::string(trim(text));
}

std::optional<AskedLines> lines_asked_for(const Question& question, const AskedNote& note,
                                          const TitleOfLink& title_of_link) {
  if (!question.asks_for_a_value()) return std::nullopt;
  const std::vector<KeyedLine> lines = lines_to_ask(note, title_of_link);
  AskedLines asked;
  for (const KeyedLine* line : best_lines(question, lines)) {
    if (asks_when(question) && !tells_a_time(*line)) return std::nullopt;
    asked.lines.push_back({note.path, line->text});
    if (!asked.reply.empty()) asked.reply += ", ";
    asked.reply += readable_value(*line, note.path, title_of_link);
  }
  if (asked.lines.empty() || asked.reply.size() > kReplyBytesMax) return std::nullopt;
  return asked;
}

}  // namespace tiles::memory
