// SPDX-License-Identifier: Apache-2.0
#include "kit/model_fit.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/platform_memory.h"
#include "kit/chat_model.h"
#include "kit/model_store.h"
#include "kit/outbound.h"
#include "models/remote_head.h"
#include "models/remote_reference.h"

namespace tiles::kit {

Result<engine::MemoryFit> memory_of(const models::Runnable& runnable,
                                    std::uint32_t context_tokens) {
  engine::MemoryFit fit = TILES_TRY(engine::estimate_fit(runnable.weights.front(), context_tokens));
  std::vector<std::filesystem::path> others(runnable.weights.begin() + 1, runnable.weights.end());
  for (const auto& adapter : runnable.adapters) others.push_back(adapter.path);
  for (const auto& path : others) {
    std::error_code failed;
    const std::uintmax_t size = std::filesystem::file_size(path, failed);
    if (!failed) fit.weights_bytes += size;
  }
  if (!runnable.draft.empty()) {
    const engine::MemoryFit draft =
        TILES_TRY(engine::estimate_fit(runnable.draft.front(), context_tokens));
    fit.overhead_bytes += draft.needed_bytes();
  }
  return fit;
}

tilekit::ModelFit described(std::string name, const engine::MemoryFit& fit) {
  return {.name = std::move(name),
          .weights_bytes = fit.weights_bytes,
          .context_bytes = fit.cache_bytes(),
          .buffers_bytes = fit.overhead_bytes,
          .available_bytes = fit.available_bytes,
          .memory_bytes = total_memory_bytes(),
          .context_tokens = fit.context_tokens,
          .context_tokens_trained = fit.context_tokens_trained,
          .context_tokens_that_fit = fit.context_tokens_that_fit()};
}

}  // namespace tiles::kit

namespace tilekit {

namespace kit = tiles::kit;
namespace models = tiles::models;

namespace {

Result<models::Runnable> read(const kit::ChatModelChoice& choice, const HomePaths& paths) {
  if (const auto* file = std::get_if<std::filesystem::path>(&choice)) {
    return models::runnable_of_file(*file);
  }
  const auto store = TILES_TRY(kit::open_model_store(paths));
  return models::read_runnable(*store, std::get<tiles::store::ModelName>(choice));
}

// Of a model that is not here: the same sum from the heads of its files.
Result<tiles::engine::MemoryFit> fit_of(const std::vector<models::RemoteHead>& heads,
                                        std::uint32_t context_tokens) {
  std::optional<tiles::engine::MemoryFit> fit;
  std::uint64_t others_bytes = 0;
  std::uint64_t draft_bytes = 0;
  for (const models::RemoteHead& head : heads) {
    if (head.kind == models::LayerKind::Weights && !fit) {
      fit = tiles::engine::estimate_fit(head.metadata, context_tokens);
    } else if (head.kind == models::LayerKind::Draft && draft_bytes == 0) {
      draft_bytes = tiles::engine::estimate_fit(head.metadata, context_tokens).needed_bytes();
    } else if (head.kind == models::LayerKind::Weights || head.kind == models::LayerKind::Adapter) {
      others_bytes += head.size_bytes;
    }
  }
  if (!fit) return tiles::fail(ErrorCode::Unsupported, "it has no GGUF weights");
  fit->weights_bytes += others_bytes;
  fit->overhead_bytes += draft_bytes;
  return *fit;
}

Result<ModelFit> remote_fit(const HomePaths& paths, const models::RemoteReference& reference,
                            std::uint32_t context_tokens) {
  const auto network = TILES_TRY(kit::network_of(paths, NetworkUse::Allowed));
  if (network == tiles::net::Network::Offline) {
    return tiles::fail(
        Error(ErrorCode::Denied, "'" + reference.text() + "' is not here, and tiles is offline")
            .with_hint("leave out 'offline' in the settings"));
  }
  const auto outbound = TILES_TRY(kit::Outbound::open(paths, network, nullptr));
  const auto store = TILES_TRY(kit::open_model_store(paths));
  const auto heads = TILES_TRY(outbound->sources().read_heads(reference, *store));
  return kit::described(reference.text(), TILES_TRY(fit_of(heads, context_tokens)));
}

}  // namespace

Result<ModelFit> model_fit(const HomePaths& paths, std::string_view model,
                           std::uint32_t context_tokens) {
  const kit::Settings settings = TILES_TRY(kit::read_settings(paths.settings));
  auto chosen = kit::choose_chat_model(std::string(model), settings, paths);
  if (!chosen && models::looks_remote(model)) {
    const auto reference = TILES_TRY(models::parse_remote_reference(model));
    if (reference.kind != models::RemoteKind::File) {
      return remote_fit(paths, reference,
                        context_tokens == 0 ? settings.context_tokens : context_tokens);
    }
    chosen = kit::ChatModelChoice(std::filesystem::path(reference.repository));
  }
  const auto choice = TILES_TRY(std::move(chosen));
  const models::Runnable runnable = TILES_TRY(read(*choice, paths));
  if (context_tokens == 0) {
    context_tokens =
        static_cast<std::uint32_t>(runnable.parameters.num_ctx.value_or(settings.context_tokens));
  }
  const auto fit = TILES_TRY(kit::memory_of(runnable, context_tokens));
  return kit::described(kit::name_of(*choice), fit);
}

std::string to_json(const ModelFit& fit) {
  return tiles::print_json({{"name", fit.name},
                            {"weights", fit.weights_bytes},
                            {"context", fit.context_bytes},
                            {"buffers", fit.buffers_bytes},
                            {"needed", fit.needed_bytes()},
                            {"available", fit.available_bytes},
                            {"memory", fit.memory_bytes},
                            {"fits", fit.fits()},
                            {"context_tokens", fit.context_tokens},
                            {"context_tokens_trained", fit.context_tokens_trained},
                            {"context_tokens_that_fit", fit.context_tokens_that_fit}});
}

}  // namespace tilekit
