// SPDX-License-Identifier: Apache-2.0
#include "models/runnable_layers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "store/media_types.h"

namespace tiles::models {

namespace {

constexpr std::string_view kTilesPrefix = "application/vnd.tiles.model.";
constexpr std::string_view kOllamaPrefix = "application/vnd.ollama.image.";

namespace type = store::media_type;

constexpr std::array<std::pair<std::string_view, LayerUse>, 14> kTiles = {{
    {type::kWeights, LayerUse::Weights},
    {type::kWeightsConfig, LayerUse::None},
    {type::kDocument, LayerUse::None},
    {type::kAdapter, LayerUse::Adapter},
    {type::kMemoryAdapter, LayerUse::MemoryAdapter},
    {type::kDraft, LayerUse::Draft},
    {type::kProjector, LayerUse::Projector},
    {type::kParameters, LayerUse::Parameters},
    {type::kMessages, LayerUse::Messages},
    {type::kRuntime, LayerUse::Runtime},
    {type::kTemplate, LayerUse::Template},
    {type::kSystem, LayerUse::System},
    {type::kLicense, LayerUse::License},
    {type::kMir, LayerUse::Mir},
}};

// "prompt" is what "template" was called first.
constexpr std::array<std::pair<std::string_view, LayerUse>, 10> kOllama = {{
    {"model", LayerUse::Weights},
    {"adapter", LayerUse::Adapter},
    {"draft", LayerUse::Draft},
    {"projector", LayerUse::Projector},
    {"params", LayerUse::Parameters},
    {"messages", LayerUse::Messages},
    {"template", LayerUse::Template},
    {"prompt", LayerUse::Template},
    {"system", LayerUse::System},
    {"license", LayerUse::License},
}};

}  // namespace

LayerUse use_of_layer(std::string_view media_type) {
  const auto* tiles =
      std::ranges::find(kTiles, media_type, &std::pair<std::string_view, LayerUse>::first);
  if (tiles != kTiles.end()) return tiles->second;
  if (media_type.starts_with(kOllamaPrefix)) {
    const std::string_view word = media_type.substr(kOllamaPrefix.size());
    const auto* ollama =
        std::ranges::find(kOllama, word, &std::pair<std::string_view, LayerUse>::first);
    return ollama == kOllama.end() ? LayerUse::Unknown : ollama->second;
  }
  return media_type.starts_with(kTilesPrefix) ? LayerUse::Unknown : LayerUse::None;
}

}  // namespace tiles::models
