// SPDX-License-Identifier: Apache-2.0
// The newest checkpoint of this home's log that witnesses signed, with their signatures.
#pragma once

#include <tilekit/home.h>

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.h"
#include "tlog/note_key.h"

namespace tiles::kit {

// Keeps `note`, a checkpoint of the log with signatures of witnesses. Signatures of the same
// checkpoint come together. Returns how many witnesses signed it. Errors: Invalid, Io.
Result<std::size_t> keep_witnessed(const tilekit::HomePaths& paths, const tlog::NoteKey& log,
                                   const std::string& note);

// Nothing where no witness signed yet. Errors: Corrupt, Io.
Result<std::optional<std::string>> read_witnessed(const tilekit::HomePaths& paths,
                                                  const tlog::NoteKey& log);

}  // namespace tiles::kit
