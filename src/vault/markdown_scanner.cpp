// SPDX-License-Identifier: Apache-2.0
#include "vault/markdown_scanner.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "vault/front_matter.h"
#include "vault/inline_scanner.h"

namespace tiles::vault {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// An open code block: "```" or "~~~", and how many.
struct Fence {
  char mark = '\0';
  std::size_t length = 0;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text), inline_(text, scan_) {}

  Scan run() {
    FrontMatter matter = read_front_matter(text_);
    scan_.front_matter = {0, matter.size_bytes};
    scan_.aliases = std::move(matter.aliases);
    scan_.tags = std::move(matter.tags);
    const std::string_view head = text_.substr(0, matter.size_bytes);
    line_ = static_cast<std::uint32_t>(std::ranges::count(head, '\n'));
    for (std::size_t at = matter.size_bytes; at < text_.size();) {
      auto end = text_.find('\n', at);
      end = end == std::string_view::npos ? text_.size() : end;
      ++line_;
      const std::size_t carriage_return = end > at && text_[end - 1] == '\r' ? 1 : 0;
      scan_line({at, end - carriage_return});
      at = end + 1;
    }
    scan_.line_count = line_;
    return std::move(scan_);
  }

 private:
  void scan_line(ByteRange line) {
    if (!inline_.in_comment()) {
      if (toggle_fence(line) || fence_.length > 0) return;
      if (!scan_heading(line)) scan_fact(line);
      scan_block_id(line);
    }
    inline_.scan_line(line, line_);
  }

  // Whether the line opens or closes a code block.
  bool toggle_fence(ByteRange line) {
    std::size_t at = line.begin;
    while (at < line.end && is_blank(text_[at])) ++at;
    if (at == line.end || (text_[at] != '`' && text_[at] != '~')) return false;
    const char mark = text_[at];
    std::size_t length = 0;
    while (at < line.end && text_[at] == mark) ++at, ++length;
    if (length < 3) return false;
    const std::string_view rest = slice(text_, {at, line.end});
    if (fence_.length == 0) {
      if (mark == '`' && rest.find('`') != std::string_view::npos) return false;
      fence_ = {mark, length};
      return true;
    }
    if (mark != fence_.mark || length < fence_.length || !trim(rest).empty()) return false;
    fence_ = {};
    return true;
  }

  ByteRange trimmed(ByteRange range) const {
    while (range.begin < range.end && is_blank(text_[range.begin])) ++range.begin;
    while (range.end > range.begin && is_blank(text_[range.end - 1])) --range.end;
    return range;
  }

  bool scan_heading(ByteRange line) {
    std::size_t at = line.begin;
    while (at < line.end && at - line.begin < 4 && text_[at] == ' ') ++at;
    const std::size_t marks_begin = at;
    while (at < line.end && text_[at] == '#') ++at;
    const std::size_t level = at - marks_begin;
    if (marks_begin - line.begin > 3 || level == 0 || level > 6) return false;
    if (at < line.end && !is_blank(text_[at])) return false;
    ByteRange text = trimmed({at, line.end});
    std::size_t closing = text.end;
    while (closing > text.begin && text_[closing - 1] == '#') --closing;
    if (closing == text.begin || is_blank(text_[closing - 1])) {
      text = trimmed({text.begin, closing});
    }
    keep(scan_.headings, Heading{line_, static_cast<int>(level), text});
    return true;
  }

  // The text after "- " and the like; nothing for a task or another line.
  ByteRange list_item(ByteRange line) const {
    ByteRange rest = trimmed(line);
    if (rest.end - rest.begin < 3 ||
        std::string_view("-*+").find(text_[rest.begin]) == std::string_view::npos ||
        !is_blank(text_[rest.begin + 1])) {
      return {};
    }
    rest = trimmed({rest.begin + 1, rest.end});
    const std::string_view item = slice(text_, rest);
    const bool task = item.size() >= 3 && item[0] == '[' && item[2] == ']';
    return task ? ByteRange{} : rest;
  }

  void scan_fact(ByteRange line) {
    const ByteRange item = list_item(line);
    const std::string_view window =
        slice(text_, item).substr(0, kKeyBytesMax + 5);  // With "**" on both sides and the colon.
    const auto colon = window.find(':');
    if (colon == std::string_view::npos) return;
    ByteRange key = {item.begin, item.begin + colon};
    ByteRange value = {key.end + 1, item.end};
    if (slice(text_, key).starts_with("**")) {
      key.begin += 2;
      if (slice(text_, key).ends_with("**")) {
        key.end -= 2;  // "**key**: value"
      } else if (slice(text_, value).starts_with("**")) {
        value.begin += 2;  // "**key:** value"
      } else {
        return;
      }
    }
    if (value.begin < value.end && !is_blank(text_[value.begin])) return;
    key = trimmed(key);
    value = trimmed(value);
    if (key.begin == key.end || key.end - key.begin > kKeyBytesMax || value.begin == value.end ||
        slice(text_, key).find_first_of("[]`") != std::string_view::npos) {
      return;
    }
    keep(scan_.facts, Fact{line_, line, key, value});
  }

  void scan_block_id(ByteRange line) {
    const ByteRange rest = trimmed(line);
    std::size_t at = rest.end;
    while (at > rest.begin && is_block_character(text_[at - 1])) --at;
    if (at == rest.end || at == rest.begin || text_[at - 1] != '^') return;
    if (at - 1 == rest.begin || is_blank(text_[at - 2])) {
      keep(scan_.blocks, BlockId{line_, {at, rest.end}});
    }
  }

  template <typename Item>
  void keep(std::vector<Item>& items, Item item) {
    if (items.size() < kItemsMax) {
      items.push_back(item);
    } else {
      scan_.truncated = true;
    }
  }

  std::string_view text_;
  Scan scan_;
  InlineScanner inline_;
  Fence fence_;
  std::uint32_t line_ = 0;
};

}  // namespace

Scan scan_markdown(std::string_view text) { return Scanner(text).run(); }

std::string title_of(std::string_view path, std::string_view text, const Scan& scan) {
  for (const Heading& heading : scan.headings) {
    if (heading.level == 1 && heading.text.begin < heading.text.end) {
      return to_valid_utf8(slice(text, heading.text));
    }
  }
  std::string words(path.substr(path.rfind('/') + 1));
  if (words.size() > 3 && to_lower_ascii(words).ends_with(".md")) words.resize(words.size() - 3);
  std::ranges::replace_if(
      words, [](char c) { return c == '_' || c == '-'; }, ' ');
  return to_valid_utf8(words);
}

}  // namespace tiles::vault
