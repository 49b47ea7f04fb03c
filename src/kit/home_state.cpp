// SPDX-License-Identifier: Apache-2.0
#include "kit/home_state.h"

#include "kit/chat_model.h"
#include "kit/memory_model_event.h"
#include "kit/memory_reader.h"

namespace tilekit {

using tiles::fail;
namespace engine = tiles::engine;
namespace kit = tiles::kit;
namespace memory = tiles::memory;
namespace vault = tiles::vault;

namespace {

Result<void> log_writer(const HomePaths& paths, kit::MemoryModelKind kind,
                        const vault::WriterModel& writer) {
  std::vector<std::string> digests = {writer.sha256};
  digests.insert(digests.end(), writer.adapters.begin(), writer.adapters.end());
  const bool is_embedded = kind == kit::MemoryModelKind::Embedded;
  return kit::log_memory_model(
      paths, is_embedded ? kit::ModelOrigin::Program : kit::ModelOrigin::Elsewhere, digests);
}

}  // namespace

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

void Home::State::share_chat_model(const engine::Model& model, kit::ModelFiles files) {
  const std::scoped_lock lock(mutex_);
  chat_model_.emplace(SharedModel{model, std::move(files)});
  if (remembers_with_chat_model()) forget_memory_model();  // The next task is done on its weights.
}

void Home::State::use_memory_adapters(std::vector<engine::AdapterFile> adapters) {
  const std::scoped_lock lock(mutex_);
  memory_adapters_ = std::move(adapters);
  forget_memory_model();  // The next task opens it with them.
}

void Home::State::forget_memory_model() {
  agent_.reset();
  memory_model_.reset();
}

Result<kit::MemoryModel> Home::State::load_memory_model() const {
  if (remembers_with_chat_model()) return load_chat_model();
  const auto& named = named_memory_model();
  if (!named) return kit::load_embedded_memory_model(memory_adapters_);
  return kit::load_named_memory_model(*named, memory_adapters_,
                                      kit::weights_of_chat_model(settings, paths));
}

Result<kit::MemoryModel> Home::State::load_chat_model() const {
  if (chat_model_) return kit::chat_memory_model(chat_model_->model, chat_model_->files);
  return kit::load_chat_memory_model(settings, paths);
}

Result<const Home::State::MemoryModelInUse*> Home::State::open_memory_model() {
  if (!memory_model_) {
    Result<kit::MemoryModel> loaded = load_memory_model();
    if (!loaded) return fail(std::move(loaded).error().within("loading the memory model"));
    MemoryModelInUse in_use{.model = *std::move(loaded)};
    in_use.thresholds = kit::thresholds_of(in_use.model, settings.memory_confidence_min);
    memory_model_.emplace(std::move(in_use));
  }
  return &*memory_model_;
}

Result<Home::State::MemoryModelInUse> Home::State::memory_model() {
  const std::scoped_lock lock(mutex_);
  return *TILES_TRY(open_memory_model());
}

Result<memory::MemoryAgent*> Home::State::open_agent() {
  if (!agent_) {
    vault::Vault* opened_vault = TILES_TRY(open_vault());
    const MemoryModelInUse* in_use = TILES_TRY(open_memory_model());
    const bool is_chat = in_use->model.kind == kit::MemoryModelKind::Chat;
    completion_ = TILES_TRY(in_use->model.model.open_conversation(
        {.context_tokens = is_chat ? settings.context_tokens : 0}));
    memory::AgentOptions agent_options;
    agent_options.host_first = true;
    agent_options.reader = kit::embedded_reader();
    agent_options.reader_model = []() -> tiles::Result<vault::WriterModel> {
      return kit::embedded_reader_model();
    };
    agent_options.protocol = in_use->model.protocol;
    agent_options.reader_decides = in_use->model.kind == kit::MemoryModelKind::Embedded;
    if (is_chat) agent_options.who = "chat-model";
    agent_options.writer = kit::identify_later(
        in_use->model, [home = paths, kind = in_use->model.kind](const vault::WriterModel& writer) {
          return log_writer(home, kind, writer);
        });
    agent_options.confidence_min = in_use->thresholds.answer;
    agent_options.change_confidence_min = in_use->thresholds.change;
    agent_.emplace(*completion_, *opened_vault, clock, std::move(agent_options));
  }
  return &*agent_;
}

}  // namespace tilekit
