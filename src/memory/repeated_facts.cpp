// SPDX-License-Identifier: Apache-2.0
#include "memory/repeated_facts.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "base/text.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"
#include "vault/several_values.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// With them people speak of somebody else who has the same name.
constexpr std::array<std::string_view, 5> kWordsOfAnother = {"another", "different", "namesake",
                                                             "other", "second"};

struct Fact {
  std::string_view line;
  std::string_view key;
  std::string_view value;
};

std::vector<Fact> facts_of(std::string_view text, const vault::Scan& scan) {
  std::vector<Fact> facts;
  for (const vault::Fact& fact : scan.facts) {
    facts.push_back({vault::slice(text, fact.whole), vault::slice(text, fact.key),
                     vault::slice(text, fact.value)});
  }
  return facts;
}

std::size_t lines_with_text(std::string_view text) {
  const auto lines = split(text, '\n');
  return static_cast<std::size_t>(
      std::ranges::count_if(lines, [](std::string_view line) { return !trim(line).empty(); }));
}

Words title_of(std::string_view text, const vault::Scan& scan, std::string_view path) {
  const auto found = std::ranges::find(scan.headings, 1, &vault::Heading::level);
  return words_of(found == scan.headings.end() ? stem_of(path) : vault::slice(text, found->text));
}

bool speaks_of_another(std::string_view message) {
  const Words words = words_of(message);
  return std::ranges::any_of(kWordsOfAnother, [&](std::string_view word) {
    return std::ranges::find(words, word) != words.end();
  });
}

enum class Standing { There, Missing, Contradicted };

Standing standing_of(const Fact& told, const std::vector<Fact>& known) {
  Standing standing = Standing::Missing;
  for (const Fact& fact : known) {
    if (words_of(fact.key) != words_of(told.key)) continue;
    if (words_of(fact.value) == words_of(told.value)) return Standing::There;
    if (!vault::has_several_values(told.key)) standing = Standing::Contradicted;
  }
  return standing;
}

// The lines to add; nothing when the content is not exactly more of the note.
std::optional<std::string> missing_lines(std::string_view known_text, std::string_view told_text,
                                         std::string_view path) {
  const vault::Scan known_scan = vault::scan_markdown(known_text);
  const vault::Scan told_scan = vault::scan_markdown(told_text);
  const std::vector<Fact> told = facts_of(told_text, told_scan);
  const bool has_title = told_scan.headings.size() == 1 && told_scan.headings.front().level == 1;
  if (!has_title || lines_with_text(told_text) != told.size() + 1) return std::nullopt;
  if (title_of(told_text, told_scan, path) != title_of(known_text, known_scan, path)) {
    return std::nullopt;
  }
  const std::vector<Fact> known = facts_of(known_text, known_scan);
  std::string missing;
  for (const Fact& fact : told) {
    const Standing standing = standing_of(fact, known);
    if (standing == Standing::Contradicted) return std::nullopt;
    if (standing == Standing::Missing) missing.append(fact.line).append("\n");
  }
  return missing;
}

}  // namespace

std::string without_repeated_lines(std::string_view before, std::string_view after) {
  std::map<std::string_view, int> before_counts;
  std::map<std::string_view, int> after_counts;
  for (const std::string_view line : split(before, '\n')) ++before_counts[trim(line)];
  for (const std::string_view line : split(after, '\n')) ++after_counts[trim(line)];
  std::string kept;
  std::map<std::string_view, int> seen;
  while (!after.empty()) {
    const auto end = after.find('\n');
    const std::string_view whole = after.substr(0, end == std::string_view::npos ? end : end + 1);
    after.remove_prefix(whole.size());
    const std::string_view line = trim(whole);
    const auto stood = before_counts.find(line);
    const bool is_repeated = stood != before_counts.end() && after_counts[line] > stood->second &&
                             ++seen[line] > stood->second &&
                             !vault::scan_markdown(line).facts.empty();
    if (!is_repeated) kept += whole;
  }
  return kept;
}

Result<bool> add_to_existing_note(vault::Transaction& transaction, std::string_view path,
                                  std::string_view content, std::string_view message) {
  if (speaks_of_another(message)) return false;
  const auto known = transaction.read_file(path);
  if (!known) return false;
  const auto missing = missing_lines(*known, content, path);
  if (!missing) return false;
  if (missing->empty()) return true;
  std::string more(known->substr(0, known->find_last_not_of(" \t\r\n") + 1));
  more.append("\n").append(*missing);
  TILES_CHECK(transaction.update_file(path, *known, more));
  return true;
}

}  // namespace tiles::memory
