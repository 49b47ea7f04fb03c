// SPDX-License-Identifier: Apache-2.0
// What each layer of a build is for, in Tiles' manifests and in Ollama's.
#pragma once

#include <cstdint>
#include <string_view>

namespace tiles::models {

enum class LayerUse : std::uint8_t {
  Weights,
  Adapter,
  MemoryAdapter,
  Draft,
  Projector,
  Parameters,
  Messages,
  Runtime,
  Template,
  System,
  License,
  Mir,
  None,     // For people or for other programs.
  Unknown,  // Of Tiles or Ollama, but newer than this program.
};

LayerUse use_of_layer(std::string_view media_type);

}  // namespace tiles::models
