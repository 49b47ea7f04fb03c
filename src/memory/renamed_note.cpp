// SPDX-License-Identifier: Apache-2.0
#include "memory/renamed_note.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "memory/added_line.h"
#include "memory/keyed_lines.h"
#include "memory/merging.h"
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

// A heading below the title, or a fence: lines have a place then.
bool has_structure(std::string_view text) {
  const vault::Scan scan = vault::scan_markdown(text);
  return text.find("```") != std::string_view::npos ||
         std::ranges::any_of(scan.headings,
                             [](const vault::Heading& heading) { return heading.level > 1; });
}

bool has_front_matter(std::string_view text) {
  const vault::ByteRange range = vault::scan_markdown(text).front_matter;
  return range.end > range.begin;
}

// Two birthdays: they may be two after all.
bool says_otherwise(const std::string& text, const std::string& other) {
  const auto no_title = [](std::string_view, std::string_view) { return std::string(); };
  const auto lines = read_keyed_lines(text, "", no_title);
  for (const KeyedLine& line : read_keyed_lines(other, "", no_title)) {
    if (line.key.empty() || line.is_heading || !has_digit(line.value_text)) continue;
    const bool is_other = std::ranges::any_of(lines, [&](const KeyedLine& own) {
      return own.key == line.key && own.value != line.value && has_digit(own.value_text);
    });
    if (is_other) return true;
  }
  return false;
}

// What the other note has more, without its title: line by line, or all of it where its lines have
// a place.
std::string further_lines(std::string_view text, std::string_view other, std::string_view name) {
  const bool is_whole = has_structure(other);
  std::set<std::string> have;
  for (const std::string_view line : split(text, '\n')) have.insert(joined(words_of(line)));
  std::string further;
  for (std::string_view line : split(other, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::string words = joined(words_of(line));
    if (line.starts_with("# ") && words == joined(words_of(name))) continue;
    if (!is_whole && (words.empty() || have.contains(words))) continue;
    if (further.empty() && trim(line).empty()) continue;
    further.append(line).append("\n");
  }
  while (further.ends_with("\n\n")) further.pop_back();
  return further;
}

class NameChange {
 public:
  NameChange(vault::Vault& vault, vault::Transaction& transaction, const Telling& telling)
      : vault_(vault), transaction_(transaction), telling_(telling) {}

  Result<bool> rename(const NamedPath& note, const std::string& name) {
    const std::string before = TILES_TRY(transaction_.read_file(note.path));
    const std::string path = path_beside(note.path, name);
    if (!is_exact(before) || stem_of(path).empty()) return false;
    telling_.on_read(note.path, before);
    if (path != note.path) {
      const vault::NoteMove move{note.path, path, note.name, name};
      if (!TILES_TRY(vault::move_note(vault_, transaction_, move))) return false;
    }
    const std::string text = TILES_TRY(transaction_.read_file(path));
    std::string after = text;
    set_title(after, note.name, name);
    set_names(after, note.name, name);
    if (after != text) TILES_CHECK(transaction_.update_file(path, text, after));
    return path != note.path || after != text;
  }

  Result<bool> merge(const NamedPath& kept, const NamedPath& gone) {
    const std::string text = TILES_TRY(transaction_.read_file(kept.path));
    const std::string read = TILES_TRY(transaction_.read_file(gone.path));
    const bool can_be_joined = !text.empty() && is_exact(text) && is_exact(read) &&
                               !has_front_matter(read) && !says_otherwise(text, read);
    const bool needs_alias = !holds_each(words_of(kept.name), words_of(gone.name));
    if (!can_be_joined) return false;
    // A name that would be lost.
    if (needs_alias && vault::with_alias(text, gone.name) == text) return false;
    telling_.on_read(kept.path, text);
    telling_.on_read(gone.path, read);
    const vault::NoteMove move{gone.path, kept.path, gone.name, kept.name};
    if (!TILES_TRY(vault::redirect_links(vault_, transaction_, move))) return false;
    const std::string other = TILES_TRY(vault::with_own_links_redirected(vault_, read, move));
    const std::string now = TILES_TRY(transaction_.read_file(kept.path));
    const std::string further = further_lines(now, other, gone.name);
    std::string both = now;
    if (!further.empty()) {
      both = has_structure(other) ? with_lines_at_end(now, further)
                                  : with_lines_below_title(now, further);
    }
    if (needs_alias) both = vault::with_alias(both, gone.name);
    if (both != now) TILES_CHECK(transaction_.update_file(kept.path, now, both));
    TILES_CHECK(transaction_.delete_file(gone.path));
    return true;
  }

 private:
  vault::Vault& vault_;
  vault::Transaction& transaction_;
  const Telling& telling_;
};

}  // namespace

Result<bool> carry_out_naming(vault::Vault& vault, vault::Transaction& transaction,
                              const Telling& telling) {
  if (telling.candidates.empty() || telling.candidates.size() > 2) return false;
  NameChange change(vault, transaction, telling);
  if (const auto kept = kept_of_two(telling.message, telling.candidates)) {
    return change.merge(telling.candidates[*kept], telling.candidates[1 - *kept]);
  }
  // Of two that may be meant the only one whose first name stays.
  std::optional<std::pair<NamedPath, std::string>> meant;
  for (const NamedPath& note : telling.candidates) {
    const auto name = new_name_told(telling.message, note, telling.relations);
    if (!name) continue;
    const std::vector<std::string> words = words_of(*name);
    const std::vector<std::string> old_words = words_of(note.name);
    if (words.empty() || old_words.empty()) return false;
    const bool is_only = telling.candidates.size() == 1;
    if (!is_only && words.front() != old_words.front()) continue;
    if (meant) return false;
    meant.emplace(note, *name);
  }
  return meant ? change.rename(meant->first, meant->second) : Result<bool>(false);
}

}  // namespace tiles::memory
