// SPDX-License-Identifier: Apache-2.0
// The heads of files that are not here: read by ranges, and nothing of them kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/gguf_metadata.h"
#include "models/layer_kind.h"
#include "models/pull_sources.h"

namespace tiles::models {

struct RemoteHead {
  std::string path;
  LayerKind kind = LayerKind::Weights;  // Weights, Draft, Adapter, MemoryAdapter or Projector.
  std::uint64_t size_bytes = 0;
  engine::GgufMetadata metadata;
};

// Of the GGUF files of `model`, in its order. A server that ignores ranges is cut off once enough
// has come. Errors: those of engine::read_gguf_metadata, NotFound, Denied, Cancelled, Io, each with
// the name of the file.
Result<std::vector<RemoteHead>> read_remote_heads(net::Client& client, const RemoteModel& model);

}  // namespace tiles::models
