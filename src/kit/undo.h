// SPDX-License-Identifier: Apache-2.0
// Which change of memory is meant, and taking it back.
#pragma once

#include <tilekit/memory.h>

#include <string_view>

#include "base/result.h"

namespace tiles::kit {

// Takes back the transaction that `id` or a unique start of it names.
// Errors: NotFound; Conflict (a later edit overlaps: nothing is done).
Result<tilekit::Transaction> undo(tilekit::Home::State& home, std::string_view id);

// The newest transaction that was not taken back and is not itself the taking back of another.
// conversation: its id, to take only changes of its turns; empty takes any. Errors: NotFound.
Result<tilekit::Transaction> undo_newest(tilekit::Home::State& home, std::string_view conversation);

}  // namespace tiles::kit
