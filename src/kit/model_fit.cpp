// SPDX-License-Identifier: Apache-2.0
#include "kit/model_fit.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/platform_memory.h"
#include "kit/chat_model.h"
#include "kit/model_store.h"

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

}  // namespace

Result<ModelFit> model_fit(const HomePaths& paths, std::string_view model,
                           std::uint32_t context_tokens) {
  const kit::Settings settings = TILES_TRY(kit::read_settings(paths.settings));
  const auto choice = TILES_TRY(kit::choose_chat_model(std::string(model), settings, paths));
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
