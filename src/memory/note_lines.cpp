// SPDX-License-Identifier: Apache-2.0
#include "memory/note_lines.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

bool is_name_of(const KeyedLine& line, const Words& key) {
  if (line.key.empty() || line.is_heading) return false;
  const auto names = names_of_key(line.key);
  return std::ranges::find(names, key) != names.end();
}

// The file with its line `line` as `replacement`; nothing when the line stands there twice. Without
// a replacement the line goes.
std::optional<std::string> with_line(std::string_view text, std::string_view line,
                                     const std::optional<std::string>& replacement) {
  std::string changed;
  std::size_t count = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string_view whole = text.substr(at, end - at);
    at = end;
    if (trim(whole) != line) {
      changed.append(whole);
      continue;
    }
    ++count;
    if (!replacement) continue;
    const std::size_t begin = whole.find(line);
    changed.append(whole.substr(0, begin)).append(*replacement);
    changed.append(whole.substr(begin + line.size()));
  }
  return count == 1 ? std::optional(std::move(changed)) : std::nullopt;
}

// Its key stands in a line of its own.
bool is_part(const KeyedLine& line) {
  return line.is_key_above || !holds_each(words_of(line.text), line.key);
}

}  // namespace

std::vector<const KeyedLine*> lines_with_key(const std::vector<KeyedLine>& lines,
                                             const Words& key) {
  std::vector<const KeyedLine*> exact;
  std::vector<const KeyedLine*> alike;
  for (const KeyedLine& line : lines) {
    if (line.is_heading || line.key.empty()) continue;
    if (line.key == key) exact.push_back(&line);
    if (is_name_of(line, key)) alike.push_back(&line);
  }
  return exact.empty() ? alike : exact;
}

std::optional<std::string> with_value(std::string_view text, const KeyedLine& line,
                                      std::string_view value) {
  if (line.value_text.empty() || !line.targets.empty()) return std::nullopt;
  std::string replaced(trim(line.text));
  const std::size_t at = replaced.rfind(line.value_text);
  if (at == std::string::npos || (at > 0 && replaced.starts_with('|') && line.key.empty())) {
    return std::nullopt;
  }
  replaced.replace(at, line.value_text.size(), value);
  return with_line(text, trim(line.text), replaced);
}

std::optional<std::string> with_number(std::string_view text, const KeyedLine& line,
                                       std::string_view old_number, std::string_view number) {
  if (!line.targets.empty()) return std::nullopt;
  const std::string_view whole = trim(line.text);
  std::optional<std::size_t> only;
  for (std::size_t at = whole.find(old_number); at != std::string_view::npos;
       at = whole.find(old_number, at + 1)) {
    const std::size_t end = at + old_number.size();
    const bool is_of_more = (at > 0 && has_digit(whole.substr(at - 1, 1))) ||
                            (end < whole.size() && has_digit(whole.substr(end, 1)));
    if (is_of_more) continue;
    if (only) return std::nullopt;
    only = at;
  }
  if (!only) return std::nullopt;
  return with_line(text, whole, std::string(whole).replace(*only, old_number.size(), number));
}

std::optional<std::string> without_line(std::string_view text, const KeyedLine& line) {
  if (is_part(line) || !line.targets.empty()) return std::nullopt;
  return with_line(text, trim(line.text), std::nullopt);
}

std::optional<std::string> without_value(std::string_view text, const KeyedLine& line) {
  const std::string_view whole = trim(line.text);
  const std::size_t begin = whole.find(line.value_text);
  if (line.value_text.empty() || !line.targets.empty() || begin != whole.rfind(line.value_text)) {
    return std::nullopt;
  }
  std::string_view rest = whole.substr(begin + line.value_text.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string kept = std::string(whole.substr(0, begin)).append(rest);
  return with_line(text, whole, std::string(trim(kept)));
}

std::string spelled_like(const std::vector<KeyedLine>& lines, std::string key) {
  bool has_underscore = false;
  bool has_capitals = true;
  bool has_keys = false;
  for (const KeyedLine& line : lines) {
    if (line.key.empty() || line.is_heading) continue;
    const std::size_t first =
        line.text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    has_keys = true;
    has_capitals = has_capitals && first != std::string::npos && line.text[first] <= 'Z';
    const std::string_view head = std::string_view(line.text).substr(0, line.text.find(':'));
    has_underscore = has_underscore || head.find('_') != std::string_view::npos;
  }
  if (has_underscore) std::ranges::replace(key, ' ', '_');
  if (has_keys && has_capitals && key.front() >= 'a' && key.front() <= 'z') key.front() -= 32;
  return key;
}

}  // namespace tiles::memory
