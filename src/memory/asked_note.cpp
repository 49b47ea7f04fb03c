// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_note.h"

#include <algorithm>
#include <cstddef>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

// "- [ ] car: Volvo" says what "- car: Volvo" does.
std::string without_box(std::string_view line) {
  for (const std::string_view box : {"- [ ] ", "- [x] ", "- [X] ", "* [ ] ", "* [x] "}) {
    const std::size_t indent = indent_of(line);
    if (line.substr(indent).starts_with(box)) {
      return std::string(line.substr(0, indent)) + "- " +
             std::string(line.substr(indent + box.size()));
    }
  }
  return std::string(line);
}

// The key of "- car" or "car:", with "Volvo" deeper below it. Empty for another line.
std::string_view lone_key(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ") || line.starts_with("* ")) {
    line.remove_prefix(2);
  } else if (!line.ends_with(':')) {
    return {};
  }
  if (line.ends_with(':')) line.remove_suffix(1);
  return line.find_first_of(":[]|#`") == std::string_view::npos ? trim(line) : std::string_view();
}

// "Volvo" of "    - Volvo" and "  Volvo"; empty for a line with a key of its own.
std::string_view lone_value(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ") || line.starts_with("* ")) line.remove_prefix(2);
  return line.find(": ") == std::string_view::npos ? trim(line) : std::string_view();
}

// A key with one deeper line below it reads as a line with a key.
void join_keys_with_values(std::vector<TextToAsk>& lines) {
  const auto is_deeper = [&](std::size_t one, std::size_t than) {
    return one < lines.size() && indent_of(lines[one].raw) > indent_of(lines[than].raw);
  };
  for (std::size_t at = 0; at + 1 < lines.size(); ++at) {
    const std::string_view key = lone_key(lines[at].text);
    const std::string_view value = lone_value(lines[at + 1].text);
    const bool is_pair =
        !key.empty() && !value.empty() && is_deeper(at + 1, at) && !is_deeper(at + 2, at);
    if (!is_pair) continue;
    lines[at + 1].text = "- " + std::string(key) + ": " + std::string(value);
    lines[at + 1].is_joined = true;
  }
}

void leave_without_key(KeyedLine& line) {
  line.key.clear();
  line.value_text.clear();
  line.is_key_above = false;
}

}  // namespace

std::vector<TextToAsk> texts_to_ask(std::string_view note) {
  std::vector<TextToAsk> lines;
  for (std::string_view raw : split(note, '\n')) {
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    if (!trim(raw).empty()) lines.push_back({raw, without_box(raw)});
  }
  join_keys_with_values(lines);
  return lines;
}

std::vector<KeyedLine> lines_to_ask(const AskedNote& note, const TitleOfLink& title_of_link) {
  const std::vector<TextToAsk> lines = texts_to_ask(note.text);
  std::string text;
  for (const TextToAsk& line : lines) text += line.text + '\n';
  std::vector<KeyedLine> keyed = read_keyed_lines(text, note.path, title_of_link);
  for (std::size_t at = 0; at < keyed.size() && at < lines.size(); ++at) {
    const bool is_below_heading = at > 0 && keyed[at - 1].is_heading && keyed[at].is_key_above &&
                                  !trim(lines[at].text).starts_with(": ");
    const bool is_alone = at + 1 == keyed.size() || keyed[at + 1].is_heading;
    if (is_below_heading && !is_alone) leave_without_key(keyed[at]);
    if (lines[at].is_joined) keyed[at].is_key_above = true;
    keyed[at].text = lines[at].raw;
  }
  return keyed;
}

}  // namespace tiles::memory
