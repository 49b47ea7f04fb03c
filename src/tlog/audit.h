// SPDX-License-Identifier: Apache-2.0
// Checks a whole log, or a copy of one, against nothing but its entries and a policy.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/policy.h"

namespace tiles::tlog {

struct AuditOptions {
  // A checkpoint that the log must have grown from.
  std::optional<TreeHead> remembered;
  // Called with each entry in order; an error ends the audit.
  std::function<Result<void>(std::uint64_t index, std::string_view entry)> each_entry;
};

struct Audit {
  Checkpoint checkpoint;
  std::string note;               // The checkpoint as signed.
  std::uint64_t entry_bytes = 0;  // Of all entries together.
  std::uint64_t in_journal = 0;   // Entries that are not in a synced bundle yet.
};

// Hashes every entry, and holds each tile and the newest checkpoint that `policy` takes against the
// result. Entries that a crash left in the journal count. Reads only; the log may be written to
// meanwhile.
// Errors: Corrupt (something does not agree, is missing, not signed as `policy` asks, rolled back
// or forked), Io, those of options.each_entry.
Result<Audit> audit_log(const FileSystem& files, const Policy& policy, const AuditOptions& options);

}  // namespace tiles::tlog
