// SPDX-License-Identifier: Apache-2.0
// The one place where text from a model, a person or a link becomes a path inside a vault.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::vault {

// A path relative to the vault, '/' between parts, in NFC, without '.', '..' or empty parts and
// with no part that begins with a dot. "" is the vault itself. Links on the disk are the file
// system's to refuse.
class NotePath {
 public:
  static constexpr std::size_t kPartBytesMax = 255;
  static constexpr std::size_t kPathBytesMax = 1024;
  static constexpr std::size_t kDepthMax = 32;

  // A file. "./a//b.md" is read as "a/b.md".
  // Errors: Denied (absolute, '..', a part that begins with a dot), Limit (a bound above), Invalid
  // (empty, not UTF-8, a control character, a backslash).
  static Result<NotePath> parse(std::string_view text);
  // A folder; "", "." and "/"-ended text too.
  static Result<NotePath> parse_folder(std::string_view text);

  const std::string& text() const { return text_; }
  std::string_view name() const;
  // The name without ".md".
  std::string_view stem() const;
  bool is_note() const;  // Ends in ".md", in any letter case.

  auto operator<=>(const NotePath&) const = default;

 private:
  explicit NotePath(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace tiles::vault
