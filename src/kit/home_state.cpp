// SPDX-License-Identifier: Apache-2.0
#include "kit/home_state.h"

#include "kit/model_file.h"
#include "memory/embedded.h"

namespace tilekit {

using tiles::fail;
namespace engine = tiles::engine;
namespace memory = tiles::memory;
namespace vault = tiles::vault;

Result<vault::Vault*> Home::State::open_vault() {
  if (!vault_) {
    auto opened = vault::Vault::open(
        paths.memory, clock,
        {.cache_directory = paths.cache, .missing = vault::MissingVault::Create});
    if (!opened) {
      return fail(std::move(opened).error().within("opening the memory in '" +
                                                   paths.memory.string() + "'"));
    }
    vault_ = std::move(*opened);
  }
  return vault_.get();
}

Result<engine::Model> Home::State::load_memory_model() const {
  const auto& named = options.memory_model ? options.memory_model : settings.memory_model;
  if (named) return tiles::kit::load_model_file(*named, {});
  return engine::Model::load_bytes(memory::embedded_model());
}

Result<memory::MemoryAgent*> Home::State::open_agent() {
  if (!agent_) {
    vault::Vault* opened_vault = TILES_TRY(open_vault());
    Result<engine::Model> model = load_memory_model();
    if (!model) return fail(std::move(model).error().within("loading the memory model"));
    memory::AgentOptions agent_options;
    agent_options.protocol =
        TILES_TRY(memory::protocol_of_memory_model(model->metadata("tiles.memory.protocol")));
    completion_ = TILES_TRY(model->open_conversation());
    agent_.emplace(*completion_, *opened_vault, clock, std::move(agent_options));
  }
  return &*agent_;
}

}  // namespace tilekit
