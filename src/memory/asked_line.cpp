// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_line.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/text.h"
#include "memory/keyed_lines.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kReplyBytesMax = 400;

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
    asked.lines.push_back({note.path, line->text});
    if (!asked.reply.empty()) asked.reply += ", ";
    asked.reply += readable_value(*line, note.path, title_of_link);
  }
  if (asked.lines.empty() || asked.reply.size() > kReplyBytesMax) return std::nullopt;
  return asked;
}

}  // namespace tiles::memory
