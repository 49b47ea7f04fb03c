// SPDX-License-Identifier: Apache-2.0
#include "vault/front_matter.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/text.h"
#include "vault/markdown_scanner.h"

namespace tiles::vault {
namespace {

// The line that starts at `begin`, with its line break.
std::string_view line_at(std::string_view text, std::size_t begin) {
  const auto end = text.find('\n', begin);
  return text.substr(begin, end == std::string_view::npos ? end : end + 1 - begin);
}

std::string_view without_end_spaces(std::string_view line) {
  while (!line.empty() && std::string_view(" \t\r\n").find(line.back()) != std::string_view::npos) {
    line.remove_suffix(1);
  }
  return line;
}

std::string_view unquoted(std::string_view value) {
  value = trim(value);
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front()) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

void add_name(std::vector<std::string>& names, std::string_view value) {
  value = unquoted(value);
  if (!value.empty() && value.size() <= kNameBytesMax && names.size() < kNamesMax) {
    names.emplace_back(value);
  }
}

// "[a, "b, c"]": commas inside quotes do not part.
void add_list(std::vector<std::string>& names, std::string_view list) {
  std::size_t begin = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < list.size(); ++i) {
    const char c = list[i];
    if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if ((c == '"' || c == '\'') && trim(list.substr(begin, i - begin)).empty()) {
      quote = c;
    } else if (c == ',') {
      add_name(names, list.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  add_name(names, list.substr(begin));
}

void add_value(std::vector<std::string>& names, std::string_view value) {
  if (value.size() >= 2 && value.front() == '[' && value.back() == ']') {
    add_list(names, value.substr(1, value.size() - 2));
  } else {
    add_list(names, value);
  }
}

std::vector<std::string>* names_of_key(FrontMatter& matter, std::string_view key) {
  if (key == "aliases" || key == "alias") return &matter.aliases;
  if (key == "tags" || key == "tag") return &matter.tags;
  return nullptr;
}

void read_properties(FrontMatter& matter, std::string_view body) {
  std::vector<std::string>* open = nullptr;  // The list whose "- item" lines follow.
  for (const std::string_view raw : split(body, '\n')) {
    const std::string_view line = without_end_spaces(raw);
    const std::string_view item = trim(line);
    if (item.starts_with("- ") || item == "-") {
      if (open != nullptr) add_name(*open, item.substr(1));
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with(' ')) continue;
    open = names_of_key(matter, to_lower_ascii(trim(line.substr(0, colon))));
    if (open != nullptr) add_value(*open, trim(line.substr(colon + 1)));
  }
}

// What stands behind "aliases:"; nothing on another line.
std::optional<std::string_view> alias_value(std::string_view line) {
  line = without_end_spaces(line);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.starts_with(' ')) return std::nullopt;
  const std::string key = to_lower_ascii(trim(line.substr(0, colon)));
  if (key != "aliases" && key != "alias") return std::nullopt;
  return trim(line.substr(colon + 1));
}

}  // namespace

FrontMatter read_front_matter(std::string_view text) {
  FrontMatter matter;
  const std::string_view first = line_at(text, 0);
  if (without_end_spaces(first) != "---" || !first.ends_with('\n')) {
    return matter;
  }
  for (std::size_t at = first.size(); at < text.size() && at <= kFrontMatterBytesMax;) {
    const std::string_view line = line_at(text, at);
    const std::string_view bare = without_end_spaces(line);
    if (bare == "---" || bare == "...") {
      matter.size_bytes = at + line.size();
      read_properties(matter, text.substr(first.size(), at - first.size()));
      for (std::string& tag : matter.tags) {
        if (tag.starts_with('#')) tag.erase(0, 1);
      }
      return matter;
    }
    at += line.size();
  }
  return matter;
}

namespace {

// In the manner of the note, whether or not it is read there.
std::string with_alias_written(std::string_view text, std::string_view name) {
  const FrontMatter matter = read_front_matter(text);
  const std::string quoted = "\"" + std::string(name) + "\"";
  if (matter.size_bytes == 0) {
    return "---\naliases: [" + quoted + "]\n---\n" + std::string(text);
  }
  for (std::size_t at = 0; at < matter.size_bytes;) {
    const std::string_view line = line_at(text, at);
    const auto value = alias_value(line);
    at += line.size();
    if (!value) continue;
    const std::size_t value_end = at - line.size() + without_end_spaces(line).size();
    std::string result(text);
    if (value->empty()) {
      const std::string_view next = line_at(text, at);
      const std::size_t indent = next.find('-');
      const bool has_items = indent != std::string_view::npos && trim(next).starts_with("- ");
      const std::string item = std::string(has_items ? indent : 2, ' ') + "- " + quoted + "\n";
      return result.insert(at, item);
    }
    if (value->ends_with(']')) {
      const bool is_empty_list = trim(value->substr(1, value->size() - 2)).empty();
      return result.insert(value_end - 1, (is_empty_list ? "" : ", ") + quoted);
    }
    if (value->starts_with('[')) return std::string(text);  // A list over several lines.
    result.insert(value_end, ", " + quoted + "]");
    return result.insert(value_end - value->size(), "[");
  }
  const std::string_view first = line_at(text, 0);
  return std::string(text).insert(first.size(), "aliases: [" + quoted + "]\n");
}

bool has_alias(std::string_view text, std::string_view name) {
  const auto aliases = read_front_matter(text).aliases;
  return std::ranges::find(aliases, name) != aliases.end();
}

}  // namespace

std::string with_alias(std::string_view text, std::string_view name) {
  const bool is_plain = !name.empty() && name.find_first_of("\"\\\r\n") == std::string_view::npos;
  if (!is_plain || has_alias(text, name)) return std::string(text);
  std::string result = with_alias_written(text, name);
  return has_alias(result, name) ? result : std::string(text);
}

}  // namespace tiles::vault
