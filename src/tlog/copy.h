// SPDX-License-Identifier: Apache-2.0
// A copy of a log for others: its checkpoint and the tiles and bundles that it needs.
#pragma once

#include <string_view>

#include "base/file_system.h"
#include "base/result.h"
#include "tlog/checkpoint.h"

namespace tiles::tlog {

// Writes into `to`, an empty folder, what a verifier of `note` needs; `checkpoint` is what the note
// says. The checkpoint comes last, so that what was begun is no log. Errors: AlreadyExists, Corrupt
// (a file is missing), Io.
Result<void> copy_log(const FileSystem& from, FileSystem& to, const Checkpoint& checkpoint,
                      std::string_view note);

}  // namespace tiles::tlog
