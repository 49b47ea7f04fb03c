// SPDX-License-Identifier: Apache-2.0
#include "memory/keyed_lines.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "memory/embedded.h"
#include "memory/key_names.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kKeyBytesMax = 100;

std::size_t skip(std::string_view& text, std::string_view characters) {
  const std::size_t count = std::min(text.find_first_not_of(characters), text.size());
  text.remove_prefix(count);
  return count;
}

std::string_view without_list_marks(std::string_view line) {
  if (!line.starts_with("**")) skip(line, ">-*+ \t");
  return line;
}

using KeyAndValue = std::pair<std::string_view, std::string_view>;

// "key: value", "**key**: value", "key:: value", "key:".
std::optional<KeyAndValue> split_at_colon(std::string_view line) {
  line = without_list_marks(line);
  skip(line, "*");
  const std::string_view key = line.substr(0, line.find_first_of(":*=|[]"));
  line.remove_prefix(key.size());
  skip(line, "*");
  skip(line, " \t");
  if (trim(key).empty() || key.size() > kKeyBytesMax || skip(line, ":") == 0) return std::nullopt;
  skip(line, "*");
  if (!line.empty() && skip(line, " \t") == 0) return std::nullopt;
  return KeyAndValue{trim(key), line};
}

// "| key | value |".
std::optional<KeyAndValue> split_row(std::string_view line) {
  if (!line.starts_with('|')) return std::nullopt;
  line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  const auto cells = split(line, '|');
  if (cells.size() != 2) return std::nullopt;
  return KeyAndValue{trim(cells[0]), trim(cells[1])};
}

int heading_level(std::string_view line) {
  constexpr std::size_t kLevels = 6;
  const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
  const bool is_heading = level > 0 && level <= kLevels && level < line.size() &&
                          (line[level] == ' ' || line[level] == '\t');
  return is_heading ? static_cast<int>(level) : 0;
}

// A text with its links as the words that a person would use for them, or without them.
struct Linked {
  std::string shown;
  std::string unlinked;
  Words targets;
};

Linked read_links(std::string_view text, std::string_view path, const TitleOfLink& title_of) {
  const vault::Scan scan = vault::scan_markdown(text);
  Linked linked;
  std::size_t at = 0;
  for (const vault::Link& link : scan.links) {
    if (link.whole.begin < at) continue;
    const std::string_view before = text.substr(at, link.whole.begin - at);
    std::string target(vault::slice(text, link.target));
    linked.shown.append(before).append(" ").append(stem_of(target)).append(" ");
    linked.shown.append(title_of(target, path)).append(" ");
    linked.shown.append(vault::slice(text, link.shown)).append(" ");
    linked.unlinked.append(before).append(" ");
    if (!target.ends_with(".md")) target += ".md";
    linked.targets.push_back(std::move(target));
    at = link.whole.end;
  }
  linked.shown.append(text.substr(std::min(at, text.size())));
  linked.unlinked.append(text.substr(std::min(at, text.size())));
  return linked;
}

KeyedLine read_line(std::string_view text, std::string_view above, std::string_view path,
                    const TitleOfLink& title_of) {
  KeyedLine line;
  line.text = text;
  line.is_heading = heading_level(text) > 0;
  Linked linked = read_links(text, path, title_of);
  line.unlinked = words_of(linked.unlinked);
  line.targets = std::move(linked.targets);
  line.value = words_of(linked.shown);
  if (line.is_heading) return line;
  const auto set_value = [&](std::string_view value) {
    line.value_text = trim(value);
    line.value = words_of(read_links(value, path, title_of).shown);
  };
  if (text.starts_with(": ")) {
    line.key = words_of(above);
    set_value(text.substr(2));
    line.is_key_above = true;
  } else if (const auto row = split_row(text)) {
    line.key = words_of(row->first);
    set_value(row->second);
  } else if (const auto pair = text.starts_with('|') ? std::nullopt : split_at_colon(text)) {
    line.key = words_of(pair->first);
    set_value(pair->second);
  } else if (heading_level(above) > 1) {
    line.key = words_of(above);
    line.value_text = text;
    line.is_key_above = true;
  }
  return line;
}

}  // namespace

std::vector<KeyedLine> read_keyed_lines(std::string_view text, std::string_view path,
                                        const TitleOfLink& title_of_link) {
  std::vector<KeyedLine> lines;
  std::string_view above;
  for (const std::string_view whole : split(text, '\n')) {
    const std::string_view line = trim(whole);
    if (line.empty()) continue;
    lines.push_back(read_line(line, above, path, title_of_link));
    above = line;
  }
  return lines;
}

void set_value(KeyedLine& line, std::string_view value, std::string_view path,
               const TitleOfLink& title_of_link) {
  Linked linked = read_links(value, path, title_of_link);
  line.value_text = value;
  line.value = words_of(linked.shown);
  line.targets = std::move(linked.targets);
}

std::string_view without_marks(std::string_view line) { return without_list_marks(line); }

std::vector<Words> names_of_key(const Words& key) {
  static const KeyNames names(embedded_key_words());
  return names.of(key);
}

}  // namespace tiles::memory
