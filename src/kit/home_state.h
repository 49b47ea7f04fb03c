// SPDX-License-Identifier: Apache-2.0
// What all handles of one home share: its vault, and the memory model once it is needed.
#pragma once

#include <tilekit/home.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "engine/model.h"
#include "kit/settings.h"
#include "memory/agent.h"
#include "vault/vault.h"

namespace tilekit {

struct Home::State {
 public:
  HomePaths paths;
  HomeAge age = HomeAge::Known;
  HomeOptions options;
  tiles::kit::Settings settings;
  tiles::SystemClock clock;

  // Whether the chat model does the memory tasks.
  bool remembers_with_chat_model() const;
  // The model that a conversation talks with: its weights serve the memory tasks too, where the
  // chat model does them.
  void share_chat_model(const tiles::engine::Model& model);
  // LoRAs for the memory model, from the chat model's build.
  void use_memory_adapters(std::vector<tiles::engine::AdapterFile> adapters);

  // One after the other: neither the vault nor the agent is safe from several threads.
  template <typename T>
  Result<T> with_vault(const std::function<Result<T>(tiles::vault::Vault&)>& work) {
    const std::scoped_lock lock(mutex_);
    tiles::vault::Vault* vault = TILES_TRY(open_vault());
    return work(*vault);
  }
  template <typename T>
  Result<T> with_agent(const std::function<Result<T>(tiles::memory::MemoryAgent&)>& work) {
    const std::scoped_lock lock(mutex_);
    tiles::memory::MemoryAgent* agent = TILES_TRY(open_agent());
    return work(*agent);
  }

 private:
  Result<tiles::vault::Vault*> open_vault();
  Result<tiles::memory::MemoryAgent*> open_agent();
  const std::optional<std::filesystem::path>& named_memory_model() const;
  Result<tiles::engine::Model> load_memory_model() const;
  Result<tiles::engine::Model> load_chat_model() const;
  Result<void> open_file_agent(tiles::vault::Vault& vault);
  Result<void> open_chat_agent(tiles::vault::Vault& vault);

  std::mutex mutex_;
  std::vector<tiles::engine::AdapterFile> memory_adapters_;
  std::optional<tiles::engine::Model> chat_model_;  // Shared by a conversation.
  std::unique_ptr<tiles::vault::Vault> vault_;
  std::unique_ptr<tiles::engine::Completion> completion_;
  std::optional<tiles::memory::MemoryAgent> agent_;
};

}  // namespace tilekit
