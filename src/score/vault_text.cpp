// SPDX-License-Identifier: Apache-2.0
#include "score/vault_text.h"

#include <algorithm>
#include <filesystem>

#include "base/file_system.h"
#include "base/text.h"
#include "memory/words.h"

namespace tiles::score {
namespace {

using Words = std::vector<std::string>;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

// Whether a character of the text is U+2E80 or above: Chinese, Japanese and their like.
bool has_unspaced_script(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (lead >= 0xE3 || (lead == 0xE2 && next >= 0xBA)) return true;
  }
  return false;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += word;
  return text;
}

// "[[target#heading|shown]]" at `begin`; nothing when none stands there.
struct WikiLink {
  std::string_view target;
  std::string_view shown;
  std::size_t end = 0;
};

std::optional<WikiLink> link_at(std::string_view line, std::size_t begin) {
  if (!line.substr(begin).starts_with("[[")) return std::nullopt;
  const std::size_t close = line.find(']', begin);
  if (close == std::string_view::npos || !line.substr(close).starts_with("]]")) {
    return std::nullopt;
  }
  const std::string_view inside = line.substr(begin + 2, close - begin - 2);
  WikiLink link{inside.substr(0, inside.find_first_of("|#")), {}, close + 2};
  if (link.target.empty()) return std::nullopt;
  if (const std::size_t bar = inside.find('|'); bar != std::string_view::npos) {
    link.shown = inside.substr(bar + 1);
  }
  return link;
}

std::string_view without_suffix(std::string_view path) {
  if (path.ends_with(".md")) path.remove_suffix(3);
  return path;
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

// Every "[[source" before ']', '|' or '#' leads to `target`.
std::string with_links_to(std::string_view text, std::string_view source, std::string_view target) {
  const std::string wanted = "[[" + std::string(source);
  std::string changed;
  for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted)) {
    const std::size_t end = at + wanted.size();
    const bool is_whole =
        end < text.size() && std::string_view("]|#").find(text[end]) != std::string_view::npos;
    changed.append(text.substr(0, at)).append(is_whole ? "[[" + std::string(target) : wanted);
    text.remove_prefix(end);
  }
  return changed.append(text);
}

}  // namespace

std::optional<std::size_t> place(std::string_view text, std::string_view needle) {
  const Words have = memory::words_of(text);
  const Words wanted = memory::words_of(needle);
  if (wanted.empty()) return std::nullopt;
  const auto found = std::search(have.begin(), have.end(), wanted.begin(), wanted.end());
  if (found != have.end()) return joined(Words(have.begin(), found)).size();
  const std::string run = joined(wanted);
  const bool is_code = characters(run) >= kSpacedCharactersMin &&
                       run.find_first_of("0123456789") != std::string::npos;
  if (!is_code && !has_unspaced_script(run)) return std::nullopt;
  const std::size_t at = joined(have).find(run);
  return at == std::string::npos ? std::nullopt : std::optional(at);
}

bool holds(std::string_view text, std::string_view needle) {
  return place(text, needle).has_value();
}

bool holds_any(std::string_view text, const std::vector<std::string>& needles) {
  return std::ranges::any_of(needles,
                             [&](const std::string& needle) { return holds(text, needle); });
}

std::string readable(std::string_view line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    if (const auto link = link_at(line, at)) {
      text.append(without_suffix(base_name(link->target))).append(" ").append(link->shown);
      at = link->end;
    } else {
      text += line[at++];
    }
  }
  return text;
}

std::vector<std::string> link_targets(std::string_view line) {
  std::vector<std::string> targets;
  for (std::size_t at = 0; at < line.size();) {
    const auto link = link_at(line, at);
    if (link) targets.emplace_back(link->target);
    at = link ? link->end : at + 1;
  }
  return targets;
}

std::vector<std::string_view> text_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    while (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

TextDifference difference(std::string_view before, std::string_view after) {
  if (before == after) return {{}, {}, true, true};
  const auto old = text_lines(before);
  const auto fresh = text_lines(after);
  std::vector<std::vector<std::size_t>> length(old.size() + 1,
                                               std::vector<std::size_t>(fresh.size() + 1));
  for (std::size_t i = old.size(); i-- > 0;) {
    for (std::size_t j = fresh.size(); j-- > 0;) {
      length[i][j] = old[i] == fresh[j] ? length[i + 1][j + 1] + 1
                                        : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  TextDifference change;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < old.size() && j < fresh.size()) {
    if (old[i] == fresh[j]) {
      ++i;
      ++j;
    } else if (length[i + 1][j] >= length[i][j + 1]) {
      change.lost.emplace_back(old[i++]);
    } else {
      change.added.emplace_back(fresh[j++]);
    }
  }
  for (; i < old.size(); ++i) change.lost.emplace_back(old[i]);
  change.same_breaks = count_of(before, "\r\n") <= count_of(after, "\r\n") + change.lost.size();
  for (; j < fresh.size(); ++j) change.added.emplace_back(fresh[j]);
  return change;
}

Files redirected(const Files& files,
                 const std::vector<std::pair<std::string, std::string>>& redirects) {
  Files result = files;
  for (const auto& [source, target] : redirects) {
    auto moved = result.extract(source);
    if (!moved) continue;
    result.emplace(target, std::move(moved.mapped()));
    for (auto& [path, text] : result) {
      text = with_links_to(text, source, target);
      text = with_links_to(text, without_suffix(source), without_suffix(target));
    }
  }
  return result;
}

std::optional<std::string> leads_to(const Files& files, std::string_view path,
                                    std::string_view target) {
  const std::string wanted(trim(target));
  for (const std::string_view folder : {std::string_view(), parent_path(path)}) {
    for (const std::string_view end : {"", ".md"}) {
      const std::filesystem::path candidate =
          std::filesystem::path(folder) / (wanted + std::string(end));
      const std::string normal = candidate.lexically_normal().string();
      if (files.contains(normal)) return normal;
    }
  }
  const std::string name = to_lower_ascii(without_suffix(base_name(wanted)));
  std::optional<std::string> shortest;
  for (const auto& [other, text] : files) {
    const bool fits = to_lower_ascii(without_suffix(base_name(other))) == name;
    if (fits && (!shortest || other.size() < shortest->size())) shortest = other;
  }
  return shortest;
}

}  // namespace tiles::score
