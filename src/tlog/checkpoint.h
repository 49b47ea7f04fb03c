// SPDX-License-Identifier: Apache-2.0
// The signed statement of a log about its tree (C2SP tlog-checkpoint v1.0.0).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tlog/note_key.h"
#include "tlog/proof.h"

namespace tiles::tlog {

inline constexpr std::size_t kOriginBytesMax = 255;
inline constexpr std::size_t kExtensionLinesMax = 16;

struct Checkpoint {
  std::string origin;  // The name of the log.
  TreeHead head;
  std::vector<std::string> extensions;  // Further lines; not one of them is empty.

  // The text of a note. Errors: Invalid, Limit.
  static Result<Checkpoint> parse(std::string_view text);
  std::string text() const;

  bool operator==(const Checkpoint&) const = default;
};

// The checkpoint in `note`, signed by a log of `keys` whose name is its origin.
// Errors: those of parse(), Corrupt (not so signed).
Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const NoteKey> keys);

// `checkpoint` as a note with the log's signature.
std::string sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& log);

}  // namespace tiles::tlog
