// SPDX-License-Identifier: Apache-2.0
#include "vault/inline_scanner.h"

#include <algorithm>

#include "base/text.h"

namespace tiles::vault {
namespace {

bool is_ascii_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Letters beyond ASCII count, as any byte of theirs.
bool is_tag_character(char c) {
  return is_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '/' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t last_of(std::string_view text, std::string_view word) {
  const auto at = text.rfind(word);
  return at == std::string_view::npos ? 0 : at;
}

}  // namespace

bool is_block_character(char c) { return is_ascii_alphanumeric(c) || c == '-'; }

InlineScanner::InlineScanner(std::string_view text, Scan& scan)
    : text_(text),
      scan_(scan),
      last_percent_(last_of(text, "%%")),
      last_arrow_(last_of(text, "-->")) {}

bool InlineScanner::stands(std::string_view word, std::size_t at) const {
  return line_.end - at >= word.size() && text_.compare(at, word.size(), word) == 0;
}

void InlineScanner::scan_line(ByteRange line, std::uint32_t number) {
  line_ = line;
  number_ = number;
  no_closing_run_ = {};
  std::size_t at = line.begin;
  while (at < line.end) {
    if (in_comment()) {
      const auto end = slice(text_, {at, line.end}).find(comment_end_);
      if (end == std::string_view::npos) return;
      at += end + comment_end_.size();
      comment_end_ = {};
    } else {
      at = next(at);
    }
  }
}

std::size_t InlineScanner::next(std::size_t at) {
  std::optional<std::size_t> end;
  switch (text_[at]) {
    case '\\':
      return std::min(at + 2, line_.end);
    case '%':
    case '<':
      end = skip_comment(at);
      break;
    case '`':
      return *skip_code(at);
    case '[':
      end = stands("[[", at) ? wiki_link(at) : markdown_link(at);
      break;
    case '#':
      end = tag(at);
      break;
    default:
      break;
  }
  return end.value_or(at + 1);
}

std::optional<std::size_t> InlineScanner::skip_comment(std::size_t at) {
  if (stands("%%", at) && at + 2 <= last_percent_) {
    comment_end_ = "%%";
    return at + 2;
  }
  if (stands("<!--", at) && at + 4 <= last_arrow_) {
    comment_end_ = "-->";
    return at + 4;
  }
  return std::nullopt;
}

std::optional<std::size_t> InlineScanner::skip_code(std::size_t at) {
  const auto run_length = [this](std::size_t begin) {
    std::size_t end = begin;
    while (end < line_.end && text_[end] == '`') ++end;
    return end - begin;
  };
  const std::size_t length = run_length(at);
  const std::size_t after = at + length;
  if (length > kCodeMarksMax || no_closing_run_[length - 1]) return after;
  for (std::size_t i = after; i < line_.end;) {
    if (text_[i] != '`') {
      ++i;
      continue;
    }
    const std::size_t other = run_length(i);
    i += other;
    if (other == length) return i;
  }
  no_closing_run_[length - 1] = true;
  return after;
}

std::optional<std::size_t> InlineScanner::wiki_link(std::size_t at) {
  const std::size_t limit = std::min(line_.end, at + kLinkBytesMax);
  std::size_t close = at + 2;
  while (close + 1 < limit && !(text_[close] == ']' && text_[close + 1] == ']')) {
    if (text_[close] == '[' && text_[close + 1] == '[') return std::nullopt;
    ++close;
  }
  if (close + 1 >= limit) return std::nullopt;
  const bool embed = at > line_.begin && text_[at - 1] == '!';
  Link link{.kind = embed ? LinkKind::Embed : LinkKind::Wiki,
            .line = number_,
            .whole = {embed ? at - 1 : at, close + 2}};
  ByteRange inside{at + 2, close};
  const auto bar = slice(text_, inside).find('|');
  if (bar != std::string_view::npos) {
    link.shown = {inside.begin + bar + 1, inside.end};
    inside.end = inside.begin + bar;
    // In a table the bar is written "\|".
    if (inside.end > inside.begin && text_[inside.end - 1] == '\\') --inside.end;
  }
  split_target(inside, link);
  keep(link);
  return close + 2;
}

std::optional<std::size_t> InlineScanner::markdown_link(std::size_t at) {
  const std::size_t limit = std::min(line_.end, at + kLinkBytesMax);
  std::size_t close = at + 1;
  while (close < limit && text_[close] != ']' && text_[close] != '[') ++close;
  if (close + 1 >= limit || text_[close] != ']' || text_[close + 1] != '(') return std::nullopt;
  std::size_t end = close + 2;
  while (end < limit && std::string_view(") ([").find(text_[end]) == std::string_view::npos) ++end;
  if (end >= limit || text_[end] != ')') return std::nullopt;
  Link link{.kind = LinkKind::Markdown, .line = number_, .whole = {at, end + 1}};
  link.shown = {at + 1, close};
  split_target({close + 2, end}, link);
  const std::string_view target = slice(text_, link.target);
  const bool note = target.size() > 3 && to_lower_ascii(target.substr(target.size() - 3)) == ".md";
  if (!note || target.find("://") != std::string_view::npos) return std::nullopt;
  keep(link);
  return end + 1;
}

void InlineScanner::split_target(ByteRange inside, Link& link) const {
  const auto trimmed = [this](ByteRange range) {
    while (range.begin < range.end && text_[range.begin] == ' ') ++range.begin;
    while (range.end > range.begin && text_[range.end - 1] == ' ') --range.end;
    return range;
  };
  const auto hash = slice(text_, inside).find('#');
  if (hash == std::string_view::npos) {
    link.target = trimmed(inside);
    return;
  }
  link.target = trimmed({inside.begin, inside.begin + hash});
  ByteRange rest{inside.begin + hash + 1, inside.end};
  if (rest.begin < rest.end && text_[rest.begin] == '^') {
    link.block = trimmed({rest.begin + 1, rest.end});
  } else {
    link.heading = trimmed(rest);
  }
}

void InlineScanner::keep(const Link& link) {
  if (scan_.links.size() < kItemsMax) {
    scan_.links.push_back(link);
  } else {
    scan_.truncated = true;
  }
}

std::optional<std::size_t> InlineScanner::tag(std::size_t at) {
  if (at > line_.begin && text_[at - 1] != ' ' && text_[at - 1] != '\t') return std::nullopt;
  std::size_t end = at + 1;
  bool all_digits = true;
  while (end < line_.end && is_tag_character(text_[end])) {
    all_digits = all_digits && text_[end] >= '0' && text_[end] <= '9';
    ++end;
  }
  if (all_digits) return end;
  if (scan_.inline_tags.size() < kItemsMax) {
    scan_.inline_tags.push_back({number_, {at + 1, end}});
  } else {
    scan_.truncated = true;
  }
  return end;
}

}  // namespace tiles::vault
