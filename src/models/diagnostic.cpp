// SPDX-License-Identifier: Apache-2.0
#include "models/diagnostic.h"

#include <algorithm>

#include "base/format.h"
#include "base/unicode.h"

namespace tiles::models {
namespace {

constexpr std::size_t kShownBeforeMax = 60;  // Characters of the line on either side of the place.
constexpr std::size_t kShownAfterMax = 40;

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

// `text` without characters that would move a terminal's cursor; each becomes one space.
std::string shown(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t size = first_character(text).size_bytes;
    const std::string_view character = text.substr(0, size);
    const bool is_plain = display_width(character) > 0;
    result += is_plain ? std::string(character) : " ";
    text.remove_prefix(size);
  }
  return result;
}

std::string_view last_characters(std::string_view text, std::size_t count) {
  std::size_t begin = text.size();
  for (std::size_t seen = 0; begin > 0 && seen < count; ++seen) {
    do {
      --begin;
    } while (begin > 0 && !begins_character(text[begin]));
  }
  return text.substr(begin);
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size() && seen < count; ++seen) {
    do {
      ++end;
    } while (end < text.size() && !begins_character(text[end]));
  }
  return text.substr(0, end);
}

// The line and the caret below it.
std::string excerpt(std::string_view line, std::size_t offset_in_line) {
  const std::string_view all_before = line.substr(0, offset_in_line);
  const std::string_view all_after = line.substr(offset_in_line);
  const std::string_view before = last_characters(all_before, kShownBeforeMax);
  const std::string_view after = first_characters(all_after, kShownAfterMax);
  std::string lead = before.size() < all_before.size() ? "…" : "";
  lead += shown(before);
  const std::string tail = after.size() < all_after.size() ? "…" : "";
  const auto columns = static_cast<std::size_t>(display_width(lead));
  return format("  {}{}{}\n  {}^\n", lead, shown(after), tail, std::string(columns, ' '));
}

}  // namespace

LineTable::LineTable(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    if (is_pair) {
      ++at;
    }
    if (text[at] == '\n' || text[at] == '\r') {
      starts_.push_back(at + 1);
    }
  }
}

std::size_t LineTable::index_of(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<std::size_t>(after - starts_.begin()) - 1;
}

TextPosition LineTable::position(std::size_t offset) const {
  const std::size_t index = index_of(offset);
  const std::string_view before = text_.substr(starts_[index], offset - starts_[index]);
  return {static_cast<std::uint32_t>(index + 1),
          static_cast<std::uint32_t>(count_characters(before) + 1)};
}

std::string_view LineTable::line_at(std::size_t offset) const {
  const std::size_t begin = starts_[index_of(offset)];
  const std::size_t end = text_.find_first_of("\r\n", begin);
  return text_.substr(begin, end == std::string_view::npos ? end : end - begin);
}

std::string describe(std::span<const Diagnostic> diagnostics, const std::string& file,
                     std::string_view text) {
  const LineTable lines(text);
  std::string result;
  for (const Diagnostic& diagnostic : diagnostics) {
    const TextPosition at = lines.position(diagnostic.offset);
    const std::string_view line = lines.line_at(diagnostic.offset);
    const auto begin = static_cast<std::size_t>(line.data() - text.data());
    const char* kind = diagnostic.severity == Severity::Error ? "error" : "warning";
    result += format("{}:{}:{}: {}: {}\n", file, at.line, at.column, kind, diagnostic.message);
    result += excerpt(line, std::min(diagnostic.offset - begin, line.size()));
    if (!diagnostic.hint.empty()) {
      result += format("  hint: {}\n", diagnostic.hint);
    }
  }
  return result;
}

bool has_error(std::span<const Diagnostic> diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::Error;
  });
}

}  // namespace tiles::models
