// SPDX-License-Identifier: Apache-2.0
// The words of a Go template. Rules: the documentation of Go's text/template, compared with Go's
// own program in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles::models {

enum class GoTokenKind : std::uint8_t {
  Text,        // Outside of actions, already trimmed.
  Open,        // "{{"
  Close,       // "}}"
  Space,       // Inside actions, where it separates arguments.
  Word,        // A function's name or a keyword.
  Truth,       // true, false
  Field,       // ".name", with the dot
  Dot,         // "."
  Variable,    // "$" or "$name"
  Number,      // As written
  Character,   // 'a', as written
  String,      // "…" or `…`, as written
  Assign,      // "="
  Declare,     // ":="
  Pipe,        // "|"
  OpenParen,   // "("
  CloseParen,  // ")"
  Comma,       // ","
  End,         // Of the template
};

struct GoToken {
  GoTokenKind kind = GoTokenKind::End;
  std::string_view text;   // Points into the template.
  std::size_t offset = 0;  // In bytes.
};

// Ends with one End. Errors: Invalid, with the line.
Result<std::vector<GoToken>> scan_go_template(std::string_view text);

// An Invalid error that names the line of `offset`.
tl::unexpected<Error> fail_in_template(std::string_view text, std::size_t offset,
                                       std::string_view what);

}  // namespace tiles::models
