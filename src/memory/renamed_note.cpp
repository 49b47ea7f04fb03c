// SPDX-License-Identifier: Apache-2.0
#include "memory/renamed_note.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "memory/added_line.h"
#include "memory/keyed_lines.h"
#include "memory/renaming.h"
#include "memory/words.h"
#include "vault/front_matter.h"
#include "vault/markdown_scanner.h"
#include "vault/move_note.h"

namespace tiles::memory {
namespace {

// Where a heading of level 1 is the note's title.
void set_title(std::string& text, std::string_view old_name, std::string_view new_name) {
  const vault::Scan scan = vault::scan_markdown(text);
  const auto title = std::ranges::find(scan.headings, 1, &vault::Heading::level);
  if (title == scan.headings.end()) return;
  if (trim(vault::slice(text, title->text)) != old_name) return;
  text.replace(title->text.begin, title->text.end - title->text.begin, new_name);
}

// "- name: Ana Ruiz".
void set_names(std::string& text, std::string_view old_name, std::string_view new_name) {
  const vault::Scan scan = vault::scan_markdown(text);
  for (auto fact = scan.facts.rbegin(); fact != scan.facts.rend(); ++fact) {
    const std::vector<std::string> key = words_of(vault::slice(text, fact->key));
    if (!holds(key, "name") || trim(vault::slice(text, fact->value)) != old_name) continue;
    text.replace(fact->value.begin, fact->value.end - fact->value.begin, new_name);
  }
}

// Beside the old file, under the new name.
std::string path_beside(std::string_view old_path, std::string_view new_name) {
  const std::string path = path_of_name(new_name);
  const std::size_t slash = old_path.rfind('/');
  const std::string folder(old_path.substr(0, slash == std::string_view::npos ? 0 : slash + 1));
  return folder + std::string(stem_of(path)) + ".md";
}

class NameChange {
 public:
  NameChange(vault::Vault& vault, vault::Transaction& transaction)
      : vault_(vault), transaction_(transaction) {}

  Result<bool> rename(const NamedPath& note, const std::string& name) {
    if (!is_exact(TILES_TRY(transaction_.read_file(note.path)))) return false;
    const std::string path = path_beside(note.path, name);
    if (stem_of(path).empty()) return false;
    if (path != note.path) {
      if (TILES_TRY(transaction_.file_exists(path))) return false;  // Somebody else, perhaps.
      TILES_CHECK(vault::move_note(vault_, transaction_, {note.path, path, note.name, name}));
    }
    const std::string before = TILES_TRY(transaction_.read_file(path));
    std::string after = before;
    set_title(after, note.name, name);
    set_names(after, note.name, name);
    if (after != before) TILES_CHECK(transaction_.update_file(path, before, after));
    return path != note.path || after != before;
  }

  Result<bool> merge(const NamedPath& kept, const NamedPath& gone) {
    const std::string text = TILES_TRY(transaction_.read_file(kept.path));
    const std::string other = TILES_TRY(transaction_.read_file(gone.path));
    if (!is_exact(text) || !is_exact(other)) return false;
    if (has_front_matter(other) || says_otherwise(kept, text, gone, other)) return false;
    TILES_CHECK(
        vault::redirect_links(vault_, transaction_, {gone.path, kept.path, gone.name, kept.name}));
    const std::string now = TILES_TRY(transaction_.read_file(kept.path));
    std::string both = with_lines(now, other, gone.name);
    if (!holds_each(words_of(kept.name), words_of(gone.name))) {
      both = vault::with_alias(both, gone.name);
    }
    if (both != now) TILES_CHECK(transaction_.update_file(kept.path, now, both));
    TILES_CHECK(transaction_.delete_file(gone.path));
    return true;
  }

 private:
  static bool has_front_matter(const std::string& text) {
    const vault::ByteRange range = vault::scan_markdown(text).front_matter;
    return range.end > range.begin;
  }

  // Two birthdays: they may be two after all.
  static bool says_otherwise(const NamedPath& kept, const std::string& text, const NamedPath& gone,
                             const std::string& other) {
    const auto no_title = [](std::string_view, std::string_view) { return std::string(); };
    const auto lines = read_keyed_lines(text, kept.path, no_title);
    for (const KeyedLine& line : read_keyed_lines(other, gone.path, no_title)) {
      if (line.key.empty() || line.is_heading) continue;
      const bool is_other = std::ranges::any_of(lines, [&](const KeyedLine& own) {
        const bool is_one = !has_digit(own.value_text) || !has_digit(line.value_text);
        return own.key == line.key && own.value != line.value && !is_one;
      });
      if (is_other) return true;
    }
    return false;
  }

  // What the other note has more, line by line.
  static std::string with_lines(std::string text, std::string_view other, std::string_view name) {
    std::vector<std::string> have;
    for (const std::string_view line : split(text, '\n')) have.push_back(joined(words_of(line)));
    for (const std::string_view line : split(other, '\n')) {
      const std::string words = joined(words_of(line));
      const bool is_title = line.starts_with("# ") && words == joined(words_of(name));
      if (words.empty() || is_title || holds(have, words)) continue;
      text = with_line_at_end(text, line);
    }
    return text;
  }

  vault::Vault& vault_;
  vault::Transaction& transaction_;
};

}  // namespace

Result<bool> carry_out_naming(vault::Vault& vault, vault::Transaction& transaction,
                              const Telling& telling) {
  if (telling.candidates.empty() || telling.candidates.size() > 2) return false;
  NameChange change(vault, transaction);
  if (const auto kept = kept_of_two(telling.message, telling.candidates)) {
    return change.merge(telling.candidates[*kept], telling.candidates[1 - *kept]);
  }
  // Of two that may be meant the only one whose first name stays.
  std::optional<std::pair<NamedPath, std::string>> meant;
  for (const NamedPath& note : telling.candidates) {
    const auto name = new_name_told(telling.message, note, telling.relations);
    const bool is_only = telling.candidates.size() == 1;
    if (!name || (!is_only && words_of(*name).front() != words_of(note.name).front())) continue;
    if (meant) return false;
    meant.emplace(note, *name);
  }
  return meant ? change.rename(meant->first, meant->second) : Result<bool>(false);
}

}  // namespace tiles::memory
