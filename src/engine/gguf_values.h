// SPDX-License-Identifier: Apache-2.0
// The metadata values of a GGUF file.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "engine/gguf_cursor.h"
#include "engine/gguf_metadata.h"

namespace tiles::engine {

// Adds `count` values to `metadata`. Errors: Invalid (an unknown type, a key twice), Limit, and
// those of the cursor.
Result<void> read_gguf_values(GgufCursor& cursor, std::uint64_t count, GgufMetadata& metadata);

}  // namespace tiles::engine
