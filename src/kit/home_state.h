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
#include "kit/memory_model.h"
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
  void share_chat_model(const tiles::engine::Model& model, tiles::kit::ModelFiles files);
  // LoRAs for the memory model, from the chat model's build.
  void use_memory_adapters(std::vector<tiles::engine::AdapterFile> adapters);

  // One after the other: neither the vault nor the agent is safe from several threads.
  template <typename T>
  Result<T> with_vault(const std::function<Result<T>(tiles::vault::Vault&)>& work) {
    const std::scoped_lock lock(mutex_);
    tiles::vault::Vault* vault = TILES_TRY(open_vault());
    return work(*vault);
  }
  // What does the memory tasks and what it is sure enough at, loaded when that was not done yet.
  // Errors: those of loading it.
  struct MemoryModelInUse {
    tiles::kit::MemoryModel model;
    tiles::kit::Thresholds thresholds = {};
  };
  Result<MemoryModelInUse> memory_model();
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
  Result<tiles::kit::MemoryModel> load_memory_model() const;
  Result<tiles::kit::MemoryModel> load_chat_model() const;
  Result<const MemoryModelInUse*> open_memory_model();
  void forget_memory_model();

  std::mutex mutex_;
  std::vector<tiles::engine::AdapterFile> memory_adapters_;
  struct SharedModel {
    tiles::engine::Model model;
    tiles::kit::ModelFiles files;
  };
  std::optional<SharedModel> chat_model_;  // Of a conversation.
  std::optional<MemoryModelInUse> memory_model_;
  std::unique_ptr<tiles::vault::Vault> vault_;
  std::unique_ptr<tiles::engine::Completion> completion_;
  std::optional<tiles::memory::MemoryAgent> agent_;
};

}  // namespace tilekit
