// SPDX-License-Identifier: Apache-2.0
#include "memory/added_line.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/text.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kMark = "- ";

// A part of a note: from `begin` to `end`, without the blank lines at its end.
struct Section {
  Words heading;
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t before = text.rfind('\n', at);
  return before == std::string_view::npos ? 0 : before + 1;
}

std::size_t without_blank_end(std::string_view text, std::size_t begin, std::size_t end) {
  while (end > begin && (text[end - 1] == '\n' || text[end - 1] == ' ' || text[end - 1] == '\r')) {
    --end;
  }
  return end;
}

// What stands before the first heading below the title, and what under each of these.
std::vector<Section> sections_of(std::string_view text) {
  std::vector<Section> sections = {{{}, 0, text.size()}};
  for (const vault::Heading& heading : vault::scan_markdown(text).headings) {
    if (heading.level < 2) continue;
    const std::size_t begin = line_begin(text, heading.text.begin);
    sections.back().end = begin;
    sections.push_back({words_of(vault::slice(text, heading.text)), begin, text.size()});
  }
  for (Section& section : sections) {
    section.end = without_blank_end(text, section.begin, section.end);
  }
  return sections;
}

// "## Car" of "- car insurance: LV"; what stands in the value says nothing.
bool is_spoken_of(const Words& heading, const Words& key) {
  return any_telling(heading) && holds_each(key, heading);
}

// Of "- key: value"; none of another line.
Words key_of(std::string_view line) {
  const vault::Scan scan = vault::scan_markdown(line);
  return scan.facts.empty() ? Words() : words_of(vault::slice(line, scan.facts.front().key));
}

// The mark of the last line of the section that is an item of a list.
std::string_view mark_in(std::string_view section) {
  std::string_view mark = kMark;
  for (const std::string_view line : split(section, '\n')) {
    const bool is_item = line.starts_with("* ") || line.starts_with("+ ") || line.starts_with("- ");
    if (is_item) mark = line.substr(0, kMark.size());
  }
  return mark;
}

const Section& section_for(const std::vector<Section>& sections, std::string_view line) {
  const Words key = key_of(line);
  const Section* found = nullptr;
  for (const Section& section : sections) {
    if (!is_spoken_of(section.heading, key)) continue;
    if (found != nullptr) return sections.front();
    found = &section;
  }
  return found == nullptr ? sections.front() : *found;
}

}  // namespace

std::string with_added_line(std::string_view text, std::string_view line) {
  if (text.empty()) return "# User\n" + std::string(line) + "\n";
  const std::vector<Section> sections = sections_of(text);
  const Section& section = section_for(sections, line);
  const std::string_view kept = text.substr(section.begin, section.end - section.begin);
  std::string added(line);
  if (line.starts_with(kMark)) added.replace(0, kMark.size(), mark_in(kept));
  // Line breaks stay as they are.
  const std::string_view line_end = text.substr(section.end).starts_with("\r") ? "\r" : "";
  std::string result(text.substr(0, section.end + line_end.size()));
  if (!result.empty()) result += '\n';
  result.append(added).append(line_end);
  const std::string_view rest = text.substr(section.end + line_end.size());
  const bool is_last = rest.find_first_not_of("\n \r") == std::string_view::npos;
  if (is_last) return result + "\n";
  return result.append(section.end == 0 ? "\n" : "").append(rest);
}

std::string with_lines_at_end(std::string_view text, std::string_view lines) {
  const std::size_t end = without_blank_end(text, 0, text.size());
  const std::string_view line_end = text.substr(end).starts_with("\r") ? "\r" : "";
  return std::string(text.substr(0, end + line_end.size())).append("\n").append(lines);
}

std::string with_lines_below_title(std::string_view text, std::string_view lines) {
  const std::vector<Section> sections = sections_of(text);
  if (sections.size() == 1 || sections.front().end == 0) return with_lines_at_end(text, lines);
  const std::size_t end = sections.front().end;
  std::string result(text.substr(0, end));
  result.append("\n").append(lines);
  while (result.ends_with('\n')) result.pop_back();
  return result.append(text.substr(end));
}

}  // namespace tiles::memory
