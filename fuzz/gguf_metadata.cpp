// SPDX-License-Identifier: Apache-2.0
// Any bytes as the head of a GGUF file.
#include "engine/gguf_metadata.h"

#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "engine/model_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // Reading only: fmemopen's interface has no const.
  const tiles::engine::FileHandle file(fmemopen(const_cast<std::uint8_t*>(data), size, "rb"));
  const auto metadata = tiles::engine::read_gguf_metadata(file.get());
  if (metadata) {
    TILES_ASSERT(metadata->file_bytes == size);
    TILES_ASSERT(metadata->tensor_count <= tiles::engine::GgufLimits::kTensors);
    TILES_ASSERT(metadata->values.size() <= tiles::engine::GgufLimits::kKeys);
  } else {
    TILES_ASSERT(!metadata.error().text().empty());
  }
  return 0;
}
