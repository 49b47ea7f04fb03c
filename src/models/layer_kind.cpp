// SPDX-License-Identifier: Apache-2.0
#include "models/layer_kind.h"

#include <algorithm>
#include <array>

#include "store/media_types.h"

namespace tiles::models {
namespace {

namespace media_type = store::media_type;

struct KindRow {
  LayerKind kind;
  std::string_view name;
  std::string_view media_type;
};

constexpr std::array kKinds = {
    KindRow{LayerKind::Weights, "weights", media_type::kWeights},
    KindRow{LayerKind::WeightsConfig, "file of the weights", media_type::kWeightsConfig},
    KindRow{LayerKind::Document, "document", media_type::kDocument},
    KindRow{LayerKind::Adapter, "adapter", media_type::kAdapter},
    KindRow{LayerKind::MemoryAdapter, "memory adapter", media_type::kMemoryAdapter},
    KindRow{LayerKind::Draft, "draft model", media_type::kDraft},
    KindRow{LayerKind::Projector, "projector", media_type::kProjector},
    KindRow{LayerKind::Parameters, "parameters", media_type::kParameters},
    KindRow{LayerKind::Messages, "messages", media_type::kMessages},
    KindRow{LayerKind::Runtime, "runtime", media_type::kRuntime},
    KindRow{LayerKind::Template, "template", media_type::kTemplate},
    KindRow{LayerKind::System, "system prompt", media_type::kSystem},
    KindRow{LayerKind::License, "license", media_type::kLicense},
    KindRow{LayerKind::Mir, "MIR name", media_type::kMir},
    KindRow{LayerKind::Other, "file", ""},
};

struct ForeignType {
  std::string_view media_type;
  LayerKind kind;
};

constexpr std::array kForeignTypes = {
    ForeignType{"application/vnd.ollama.image.model", LayerKind::Weights},
    ForeignType{"application/vnd.ollama.image.adapter", LayerKind::Adapter},
    ForeignType{"application/vnd.ollama.image.projector", LayerKind::Projector},
    ForeignType{"application/vnd.ollama.image.draft", LayerKind::Draft},
    ForeignType{"application/vnd.ollama.image.template", LayerKind::Template},
    ForeignType{"application/vnd.ollama.image.prompt", LayerKind::Template},
    ForeignType{"application/vnd.ollama.image.system", LayerKind::System},
    ForeignType{"application/vnd.ollama.image.params", LayerKind::Parameters},
    ForeignType{"application/vnd.ollama.image.messages", LayerKind::Messages},
    ForeignType{"application/vnd.ollama.image.license", LayerKind::License},
    ForeignType{"application/vnd.docker.ai.gguf.v3", LayerKind::Weights},
    ForeignType{"application/vnd.docker.ai.gguf.v3.lora", LayerKind::Adapter},
    ForeignType{"application/vnd.docker.ai.gguf.v3.mmproj", LayerKind::Projector},
    ForeignType{"application/vnd.docker.ai.mmproj", LayerKind::Projector},
    ForeignType{"application/vnd.docker.ai.chat.template.jinja", LayerKind::Template},
    ForeignType{"application/vnd.docker.ai.license", LayerKind::License},
};

const KindRow& row_of(LayerKind kind) { return *std::ranges::find(kKinds, kind, &KindRow::kind); }

}  // namespace

LayerKind layer_kind(std::string_view media_type) {
  if (media_type.empty()) return LayerKind::Other;
  if (const auto* own = std::ranges::find(kKinds, media_type, &KindRow::media_type);
      own != kKinds.end()) {
    return own->kind;
  }
  const auto* foreign = std::ranges::find(kForeignTypes, media_type, &ForeignType::media_type);
  return foreign == kForeignTypes.end() ? LayerKind::Other : foreign->kind;
}

std::string_view media_type_of(LayerKind kind) { return row_of(kind).media_type; }

std::string_view name_of(LayerKind kind) { return row_of(kind).name; }

}  // namespace tiles::models
