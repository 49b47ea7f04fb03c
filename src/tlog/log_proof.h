// SPDX-License-Identifier: Apache-2.0
// A file that shows that an entry is in a log (C2SP tlog-proof): place, hashes and checkpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tlog/hash.h"

namespace tiles::tlog {

inline constexpr std::size_t kLogProofBytesMax = 64U << 10U;

struct LogProof {
  std::optional<std::string> extra;  // For the application; nothing vouches for it.
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // The note, as the log gave it.

  // Errors: Invalid, Limit (kLogProofBytesMax, kProofHashesMax).
  static Result<LogProof> parse(std::string_view text);
  std::string print() const;

  bool operator==(const LogProof&) const = default;
};

}  // namespace tiles::tlog
