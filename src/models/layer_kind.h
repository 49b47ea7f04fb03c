// SPDX-License-Identifier: Apache-2.0
// What a layer is, whoever named its media type: Tiles, CNCF ModelPack, Ollama or Docker. Manifests
// that were pulled keep the types of their publisher.
#pragma once

#include <cstdint>
#include <string_view>

namespace tiles::models {

enum class LayerKind : std::uint8_t {
  Weights,
  WeightsConfig,
  Document,
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
  Other,  // Nothing that Tiles uses.
};

LayerKind layer_kind(std::string_view media_type);
// The type that Tiles writes for the kind; empty for Other.
std::string_view media_type_of(LayerKind kind);
// "weights", "system prompt": as messages name it.
std::string_view name_of(LayerKind kind);

}  // namespace tiles::models
