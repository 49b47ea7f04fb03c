// SPDX-License-Identifier: Apache-2.0
#include "kit/home_state.h"

#include "kit/chat_model.h"
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

const std::optional<std::filesystem::path>& Home::State::named_memory_model() const {
  return options.memory_model ? options.memory_model : settings.memory_model;
}

bool Home::State::remembers_with_chat_model() const {
  return named_memory_model() == std::filesystem::path(kChatModelAsMemoryModel);
}

void Home::State::share_chat_model(const engine::Model& model) {
  const std::scoped_lock lock(mutex_);
  chat_model_ = model;
  if (remembers_with_chat_model()) agent_.reset();  // The next task opens it on these weights.
}

void Home::State::use_memory_adapters(std::vector<engine::AdapterFile> adapters) {
  const std::scoped_lock lock(mutex_);
  memory_adapters_ = std::move(adapters);
  agent_.reset();  // The next task opens it with them.
}

Result<engine::Model> Home::State::load_memory_model() const {
  const engine::LoadOptions load_options{.adapters = memory_adapters_};
  if (const auto& named = named_memory_model()) {
    return tiles::kit::load_model_file(*named, load_options);
  }
  return engine::Model::load_bytes(memory::embedded_model(), load_options);
}

Result<engine::Model> Home::State::load_chat_model() const {
  if (chat_model_) return *chat_model_;
  const auto choice = TILES_TRY(tiles::kit::choose_chat_model(std::nullopt, settings, paths));
  if (!choice) {
    return fail(Error(ErrorCode::NotFound, "there is no chat model to remember with")
                    .with_hint("put a .gguf file into '" + paths.models.string() + "'"));
  }
  return TILES_TRY(tiles::kit::load_chat_model(*choice, settings, paths, {})).model;
}

Result<void> Home::State::open_file_agent(vault::Vault& vault) {
  const engine::Model model = TILES_TRY(load_memory_model());
  memory::AgentOptions agent_options;
  agent_options.protocol =
      TILES_TRY(memory::protocol_of_memory_model(model.metadata("tiles.memory.protocol")));
  completion_ = TILES_TRY(model.open_conversation());
  agent_.emplace(*completion_, vault, clock, std::move(agent_options));
  return {};
}

Result<void> Home::State::open_chat_agent(vault::Vault& vault) {
  const engine::Model model = TILES_TRY(load_chat_model());
  completion_ = TILES_TRY(model.open_conversation({.context_tokens = settings.context_tokens}));
  memory::AgentOptions agent_options;
  agent_options.protocol = memory::Protocol::ChatTools;
  agent_options.who = "chat-model";
  agent_.emplace(*completion_, vault, clock, std::move(agent_options));
  return {};
}

Result<memory::MemoryAgent*> Home::State::open_agent() {
  if (!agent_) {
    vault::Vault* opened_vault = TILES_TRY(open_vault());
    const Result<void> opened = remembers_with_chat_model() ? open_chat_agent(*opened_vault)
                                                            : open_file_agent(*opened_vault);
    if (!opened) return fail(Error(opened.error()).within("loading the memory model"));
  }
  return &*agent_;
}

}  // namespace tilekit
