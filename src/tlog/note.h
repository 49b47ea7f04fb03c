// SPDX-License-Identifier: Apache-2.0
// Signed notes (C2SP signed-note v1.0.0): a text and lines with signatures of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles::tlog {

inline constexpr std::size_t kNoteBytesMax = 2U << 20U;
inline constexpr std::size_t kNoteSignaturesMax = 100;
inline constexpr std::size_t kKeyNameBytesMax = 255;

struct NoteSignature {
  std::string key_name;
  std::uint32_t key_id = 0;
  std::string bytes;  // Without the ID; at least one.

  // "— name base64" and a line feed.
  std::string line() const;
  // Such a line without its line feed. Errors: Invalid.
  static Result<NoteSignature> parse(std::string_view line);

  bool operator==(const NoteSignature&) const = default;
};

struct SignedNote {
  std::string text;  // With its last line feed.
  std::vector<NoteSignature> signatures;

  // Errors: Invalid, Limit (more than kNoteBytesMax or kNoteSignaturesMax).
  static Result<SignedNote> parse(std::string_view note);
  std::string print() const;
};

// Not empty, UTF-8 without spaces and control characters, no '+'.
bool is_key_name(std::string_view name);

}  // namespace tiles::tlog
