// SPDX-License-Identifier: Apache-2.0
#include "memory/kept_values.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"
#include "vault/several_values.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// Words with which people say that a value is not the old one any more.
constexpr std::array<std::string_view, 27> kWordsOfChange = {
    "actually", "anymore", "became",  "changed",  "correction", "doesn",  "don",
    "dropped",  "gave",    "isn",     "instead",  "longer",     "new",    "no",
    "not",      "now",     "only",    "quit",     "rather",     "really", "replaced",
    "sorry",    "stopped", "swapped", "switched", "turned",     "wrong"};

struct Fact {
  std::string_view key;
  Words value;
};

std::optional<Fact> fact_of(std::string_view line) {
  const vault::Scan scan = vault::scan_markdown(line);
  if (scan.facts.empty()) return std::nullopt;
  return Fact{vault::slice(line, scan.facts.front().key),
              words_of(vault::slice(line, scan.facts.front().value))};
}

bool is_one_key(const Fact& a, const Fact& b) { return words_of(a.key) == words_of(b.key); }

bool holds(const std::vector<std::string_view>& lines, std::string_view line) {
  return std::ranges::find(lines, line) != lines.end();
}

bool speaks_of(const Words& message, const Words& value) {
  return std::ranges::any_of(value, [&](const std::string& word) {
    return !is_stop_word(word) && std::ranges::find(message, word) != message.end();
  });
}

}  // namespace

bool speaks_of_change(const Words& message) {
  return std::ranges::any_of(message, [](const std::string& word) {
    return std::ranges::find(kWordsOfChange, word) != kWordsOfChange.end();
  });
}

std::string with_kept_values(std::string_view before, std::string_view after,
                             std::string_view message) {
  const Words said = words_of(message);
  if (speaks_of_change(said)) return std::string(after);
  const std::vector<std::string_view> old_lines = split(before, '\n');
  const std::vector<std::string_view> new_lines = split(after, '\n');
  std::string kept;
  for (std::size_t i = 0; i < new_lines.size(); ++i) {
    const auto added = holds(old_lines, new_lines[i]) ? std::nullopt : fact_of(new_lines[i]);
    for (const std::string_view old_line : old_lines) {
      const bool is_gone =
          added && vault::has_several_values(added->key) && !holds(new_lines, old_line);
      const auto old_fact = is_gone ? fact_of(old_line) : std::nullopt;
      if (old_fact && is_one_key(*old_fact, *added) && !speaks_of(said, old_fact->value)) {
        kept.append(old_line).append("\n");
      }
    }
    kept.append(new_lines[i]).append(i + 1 < new_lines.size() ? "\n" : "");
  }
  return kept;
}

}  // namespace tiles::memory
