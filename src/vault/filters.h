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

// The filters made ready for one vault: entities are looked up among its names.
class FilterSet {
 public:
  FilterSet() = default;
  FilterSet(const std::vector<Filter>& filters, const std::vector<NoteName>& names);

  bool empty() const { return patterns_.empty() && keys_.empty() && texts_.empty(); }
  bool hides_file(std::string_view path) const;
  bool hides_line(std::string_view line) const;
  // `text` without hidden lines.
  std::string redact(std::string_view text) const;

 private:
  std::vector<std::string> patterns_;
  std::vector<std::string> keys_;   // Folded.
  std::vector<std::string> texts_;  // Folded.
};

}  // namespace tiles::vault
