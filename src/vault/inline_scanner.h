// SPDX-License-Identifier: Apache-2.0
// Links, tags and comments within the lines of a note.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "vault/markdown_scanner.h"

namespace tiles::vault {

// Letters, digits and '-': what a block id is made of.
bool is_block_character(char c);

// Used by scan_markdown for one text; `text` and `scan` outlive it.
class InlineScanner {
 public:
  InlineScanner(std::string_view text, Scan& scan);

  // Between "%%" and "%%", or "<!--" and "-->". A comment that never ends is plain text.
  bool in_comment() const { return !comment_end_.empty(); }
  void scan_line(ByteRange line, std::uint32_t number);

 private:
  // Each returns where scanning goes on, or nothing when its item does not stand at `at`.
  std::optional<std::size_t> skip_comment(std::size_t at);
  std::optional<std::size_t> skip_code(std::size_t at);
  std::optional<std::size_t> wiki_link(std::size_t at);
  std::optional<std::size_t> markdown_link(std::size_t at);
  std::optional<std::size_t> tag(std::size_t at);
  std::size_t next(std::size_t at);

  void split_target(ByteRange inside, Link& link) const;
  void keep(const Link& link);
  bool stands(std::string_view word, std::size_t at) const;

  // A run of more back-quotes opens no code.
  static constexpr std::size_t kCodeMarksMax = 8;

  std::string_view text_;
  Scan& scan_;
  ByteRange line_;
  std::uint32_t number_ = 0;
  std::string_view comment_end_;
  std::size_t last_percent_ = 0;
  std::size_t last_arrow_ = 0;
  // No run of i + 1 back-quotes stands in the rest of the line: keeps the search linear.
  std::array<bool, kCodeMarksMax> no_closing_run_{};
};

}  // namespace tiles::vault
