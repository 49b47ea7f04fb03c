// SPDX-License-Identifier: Apache-2.0
// What the user wants kept out of recall, enforced here and not asked of a model: hidden lines and
// files do not reach a ReadOnly transaction, and a reply is checked after.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/json.h"
#include "base/result.h"

namespace tiles::vault {

enum class FilterKind {
  Key,     // Facts with this key.
  Text,    // Lines that contain this text.
  File,    // Files whose path matches this pattern: '*' within a part, '**' across parts, '?'.
  Entity,  // The note with this path, title or alias, and every line that mentions or links it.
};

struct Filter {
  std::string id;  // "f1", "f2" …
  FilterKind kind = FilterKind::Text;
  std::string value;
};

std::string_view filter_kind_name(FilterKind kind);
Result<FilterKind> parse_filter_kind(std::string_view name);

inline constexpr std::size_t kFiltersMax = 1000;
inline constexpr std::size_t kFilterBytesMax = 500;

// Kept in ".tiles/filters.json" of the vault.
Result<std::vector<Filter>> load_filters(const FileSystem& files);
// Errors: Limit, Invalid (empty value).
Result<Filter> add_filter(FileSystem& files, FilterKind kind, std::string_view value);
Result<void> remove_filter(FileSystem& files, std::string_view id);  // NotFound.

struct NoteName;

// The value of a hidden fact hides the lines and notes that hold it, too, when it is so long: with
// a digit in it, and without.
inline constexpr std::size_t kHiddenCodeBytesMin = 3;
inline constexpr std::size_t kHiddenValueBytesMin = 5;
// A value with a digit and so many letters and digits is found however it is spaced.
inline constexpr std::size_t kSpacedCodeBytesMin = 6;

// The filters made ready for one vault: entities are looked up among its names.
class FilterSet {
 public:
  FilterSet() = default;
  FilterSet(const std::vector<Filter>& filters, const std::vector<NoteName>& names);

  // Folded values of hidden facts that stand nowhere in plain view.
  void hide_values(std::vector<std::string> values);

  bool empty() const;
  bool hides_file(std::string_view path) const;
  bool hides_line(std::string_view line) const;
  // `text` without hidden lines.
  std::string redact(std::string_view text) const;
  // Hidden texts, names and values that stand in `text`, folded.
  std::vector<std::string> violations(std::string_view text) const;

 private:
  bool holds_value(std::string_view folded) const;
  bool holds_code(std::string_view folded) const;
  void add_entity(std::string_view value, const std::vector<NoteName>& names);

  // All folded.
  std::vector<std::string> patterns_;
  std::vector<std::string> paths_;  // Of hidden entities.
  std::vector<std::string> keys_;
  std::vector<std::string> texts_;
  std::vector<std::string> names_;  // Of hidden entities, in words.
  std::vector<std::string> values_;
  std::vector<std::string> telling_values_;  // Those that hide the lines where they stand.
  std::vector<std::string> codes_;           // Letters and digits of those that may be spaced anew.
};

// Whether the value stands in the text as words of its own.
bool stands_in(std::string_view folded_text, std::string_view folded_value);

}  // namespace tiles::vault
