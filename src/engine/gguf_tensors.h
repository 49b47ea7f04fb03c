// SPDX-License-Identifier: Apache-2.0
// What a GGUF file says of its tensors: type, shape and place.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "engine/gguf_cursor.h"
#include "engine/gguf_metadata.h"

namespace tiles::engine {

// Reads metadata.tensor_count descriptions, sums their bytes, and returns the place in the data
// where the last tensor ends. Errors: Invalid (an impossible shape or place, a name twice),
// Unsupported (a type that llama.cpp does not compute with), Limit, and those of the cursor.
Result<std::uint64_t> read_gguf_tensors(GgufCursor& cursor, GgufMetadata& metadata);

}  // namespace tiles::engine
