// SPDX-License-Identifier: Apache-2.0
#include "vault/filters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "base/text.h"
#include "vault/fold.h"
#include "vault/index.h"
#include "vault/markdown_scanner.h"
#include "vault/tree.h"

namespace tiles::vault {
namespace {

constexpr std::string_view kFile = ".tiles/filters.json";
constexpr std::size_t kFileBytesMax = 1024 * 1024;

Result<std::vector<Filter>> filters_from_json(const Json& json) {
  const auto damaged = [] {
    return fail(ErrorCode::Corrupt, "the filters in '" + std::string(kFile) + "' are damaged");
  };
  if (!json.is_object() || !json.contains("filters") || !json["filters"].is_array() ||
      json["filters"].size() > kFiltersMax) {
    return damaged();
  }
  std::vector<Filter> filters;
  for (const Json& entry : json["filters"]) {
    const auto text = [&](const char* key) {
      return entry.is_object() && entry.contains(key) && entry[key].is_string()
                 ? entry[key].get<std::string>()
                 : std::string();
    };
    const auto kind = parse_filter_kind(text("kind"));
    if (!kind || text("id").empty() || text("value").empty()) return damaged();
    filters.push_back({text("id"), *kind, text("value")});
  }
  return filters;
}

Result<void> save(FileSystem& files, const std::vector<Filter>& filters) {
  Json list = Json::array();
  for (const Filter& filter : filters) {
    list.push_back(
        {{"id", filter.id}, {"kind", filter_kind_name(filter.kind)}, {"value", filter.value}});
  }
  TILES_CHECK(make_directories(files, kOwnFolder));
  return replace_file(files, kFile,
                      Json{{"format", 1}, {"filters", std::move(list)}}.dump(2) + "\n");
}

// One more than the highest number given so far.
std::string next_id(const std::vector<Filter>& filters) {
  unsigned highest = 0;
  for (const Filter& filter : filters) {
    unsigned number = 0;
    const char* end = filter.id.data() + filter.id.size();
    if (filter.id.starts_with('f')) std::from_chars(filter.id.data() + 1, end, number);
    highest = std::max(highest, number);
  }
  return "f" + std::to_string(highest + 1);
}

// Whether the pattern matches the whole text. Each star is tried at its last place only, except
// that a "**" takes over from a "*": time is at most the product of both lengths.
bool matches(std::string_view pattern, std::string_view text) {
  std::vector<bool> row(text.size() + 1, false);
  row[0] = true;
  for (std::size_t p = 0; p < pattern.size(); ++p) {
    const bool deep = pattern.substr(p).starts_with("**");
    const bool star = pattern[p] == '*';
    std::vector<bool> next(text.size() + 1, false);
    next[0] = star && row[0];
    for (std::size_t t = 1; t <= text.size(); ++t) {
      const char c = text[t - 1];
      if (star) {
        next[t] = row[t] || (next[t - 1] && (deep || c != '/'));
      } else {
        next[t] = row[t - 1] && (pattern[p] == c || (pattern[p] == '?' && c != '/'));
      }
    }
    row = std::move(next);
    p += deep ? 1 : 0;
  }
  return row[text.size()];
}

// Of folded text.
bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// `needle` stands in `text` with no letter or digit right beside it. Both are folded.
bool has_words(std::string_view text, std::string_view needle) {
  for (auto at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) {
    const bool begins = at == 0 || !is_word_byte(text[at - 1]) || !is_word_byte(needle.front());
    const std::size_t end = at + needle.size();
    if (begins && (end == text.size() || !is_word_byte(text[end]) || !is_word_byte(needle.back())))
      return true;
  }
  return false;
}

}  // namespace

std::string_view filter_kind_name(FilterKind kind) {
  switch (kind) {
    case FilterKind::Key:
      return "key";
    case FilterKind::Text:
      return "text";
    case FilterKind::File:
      return "file";
    case FilterKind::Entity:
      return "entity";
  }
  return "unknown";
}

Result<FilterKind> parse_filter_kind(std::string_view name) {
  for (const FilterKind kind :
       {FilterKind::Key, FilterKind::Text, FilterKind::File, FilterKind::Entity}) {
    if (name == filter_kind_name(kind)) return kind;
  }
  return fail(ErrorCode::Invalid,
              "'" + to_valid_utf8(name) + "' is no kind of filter: key, text, file or entity");
}

Result<std::vector<Filter>> load_filters(const FileSystem& files) {
  const auto text = files.read(kFile, kFileBytesMax);
  if (!text) {
    if (text.error().code() == ErrorCode::NotFound) return std::vector<Filter>();
    return fail(text.error());
  }
  const auto json = parse_json(*text);
  if (!json)
    return fail(ErrorCode::Corrupt, "the filters in '" + std::string(kFile) + "' are damaged");
  return filters_from_json(*json);
}

Result<Filter> add_filter(FileSystem& files, FilterKind kind, std::string_view value) {
  value = trim(value);
  if (fold(value).empty() || !is_utf8(value)) {
    return fail(ErrorCode::Invalid, "a filter needs a text to look for");
  }
  if (value.size() > kFilterBytesMax) {
    return fail(ErrorCode::Limit, "the filter has " + std::to_string(value.size()) +
                                      " bytes, the limit is " + std::to_string(kFilterBytesMax));
  }
  std::vector<Filter> filters = TILES_TRY(load_filters(files));
  if (filters.size() >= kFiltersMax) {
    return fail(ErrorCode::Limit, "there are " + std::to_string(kFiltersMax) + " filters already");
  }
  filters.push_back({next_id(filters), kind, std::string(value)});
  TILES_CHECK(save(files, filters));
  return filters.back();
}

Result<void> remove_filter(FileSystem& files, std::string_view id) {
  std::vector<Filter> filters = TILES_TRY(load_filters(files));
  if (std::erase_if(filters, [&](const Filter& filter) { return filter.id == id; }) == 0) {
    return fail(ErrorCode::NotFound, "there is no filter '" + to_valid_utf8(id) + "'");
  }
  return save(files, filters);
}

FilterSet::FilterSet(const std::vector<Filter>& filters, const std::vector<NoteName>& names) {
  for (const Filter& filter : filters) {
    switch (filter.kind) {
      case FilterKind::Key:
        keys_.push_back(fold(filter.value));
        break;
      case FilterKind::Text:
        texts_.push_back(fold(filter.value));
        break;
      case FilterKind::File:
        patterns_.push_back(fold(filter.value));
        break;
      case FilterKind::Entity:
        add_entity(filter.value, names);
        break;
    }
  }
}

void FilterSet::add_entity(std::string_view value, const std::vector<NoteName>& names) {
  const std::string wanted = fold(value);
  names_.push_back(wanted);
  for (const NoteName& note : names) {
    const std::string path = fold(note.path);
    const bool named = fold(note.title) == wanted ||
                       std::ranges::any_of(note.aliases, [&](const std::string& alias) {
                         return fold(alias) == wanted;
                       });
    if (!named && path != wanted && path != wanted + ".md") continue;
    paths_.push_back(path);
    names_.push_back(path.substr(0, path.size() - 3));  // As links write it, with or without ".md".
    names_.push_back(names_.back().substr(names_.back().rfind('/') + 1));
    names_.push_back(fold(note.title));
    for (const std::string& alias : note.aliases) names_.push_back(fold(alias));
  }
}

namespace {

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos;
}

std::string letters_and_digits(std::string_view folded) {
  std::string text;
  std::ranges::copy_if(folded, std::back_inserter(text), is_word_byte);
  return text;
}

// Short ones, as "no", stand everywhere; a link says no more than its line.
bool hides_lines(std::string_view value) {
  if (value.starts_with("[[")) return false;
  return value.size() >= (has_digit(value) ? kHiddenCodeBytesMin : kHiddenValueBytesMin);
}

}  // namespace

void FilterSet::hide_values(std::vector<std::string> values) {
  for (const std::string& value : values) {
    if (hides_lines(value)) telling_values_.push_back(value);
    std::string code = letters_and_digits(value);
    if (has_digit(value) && code.size() >= kSpacedCodeBytesMin) codes_.push_back(std::move(code));
  }
  values_ = std::move(values);
}

bool FilterSet::empty() const {
  return patterns_.empty() && paths_.empty() && keys_.empty() && texts_.empty() && names_.empty();
}

bool FilterSet::hides_file(std::string_view path) const {
  const std::string folded = fold(path);
  return std::ranges::find(paths_, folded) != paths_.end() ||
         std::ranges::any_of(
             patterns_, [&](const std::string& pattern) { return matches(pattern, folded); }) ||
         holds_value(folded);
}

bool FilterSet::holds_value(std::string_view folded) const {
  return holds_code(folded) || std::ranges::any_of(telling_values_, [&](const std::string& value) {
           return has_words(folded, value);
         });
}

bool FilterSet::holds_code(std::string_view folded) const {
  if (codes_.empty()) return false;
  const std::string text = letters_and_digits(folded);
  return std::ranges::any_of(
      codes_, [&](const std::string& code) { return text.find(code) != std::string::npos; });
}

bool FilterSet::hides_line(std::string_view line) const {
  const std::string folded = fold(line);
  const auto stands = [&](const std::string& part) {
    return folded.find(part) != std::string::npos;
  };
  const auto is_named = [&](const std::string& name) { return has_words(folded, name); };
  if (std::ranges::any_of(texts_, stands) || std::ranges::any_of(names_, is_named) ||
      holds_value(folded)) {
    return true;
  }
  if (keys_.empty()) return false;
  const Scan scan = scan_markdown(folded);
  return std::ranges::any_of(scan.facts, [&](const Fact& fact) {
    return std::ranges::find(keys_, slice(folded, fact.key)) != keys_.end();
  });
}

std::string FilterSet::redact(std::string_view text) const {
  if (empty()) return std::string(text);
  std::string shown;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line =
        text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    if (!hides_line(line)) shown += line;
    text.remove_prefix(line.size());
  }
  return shown;
}

std::vector<std::string> FilterSet::violations(std::string_view text) const {
  const std::string folded = fold(text);
  std::vector<std::string> found;
  for (const std::string& part : texts_) {
    if (folded.find(part) != std::string::npos) found.push_back(part);
  }
  for (const std::string& name : names_) {
    if (has_words(folded, name)) found.push_back(name);
  }
  for (const std::string& value : values_) {
    if (stands_in(folded, value)) found.push_back(value);
  }
  if (found.empty() && holds_code(folded)) found.emplace_back("a code");
  return found;
}

bool stands_in(std::string_view folded_text, std::string_view folded_value) {
  return !folded_value.empty() && has_words(folded_text, folded_value);
}

}  // namespace tiles::vault
