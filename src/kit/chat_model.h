// SPDX-License-Identifier: Apache-2.0
// The chat model: which one is meant, and everything that its build says of how to run it.
#pragma once

#include <tilekit/home.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/model.h"
#include "kit/memory_model.h"
#include "kit/settings.h"

namespace tiles::kit {

// As people see it: a file name, or "qwen3:latest".
std::string name_of(const ChatModelChoice& choice);

// `named`, a path or a name; else the one of settings, else the first *.gguf of the models folder;
// nothing when there is none. Errors: NotFound for what is named and is not there.
Result<std::optional<ChatModelChoice>> choose_chat_model(const std::optional<std::string>& named,
                                                         const Settings& settings,
                                                         const tilekit::HomePaths& paths);

struct ChatModel {
  engine::Model model;
  ModelFiles files;
  engine::ConversationOptions conversation;
  engine::Sampling sampling;
  std::optional<std::uint32_t> reply_tokens_max;  // Nothing: until the model ends.
  std::vector<std::string> stop_strings;
  std::string system;  // Empty: that of Tiles.
  std::vector<engine::Message> seed;
  std::vector<engine::AdapterFile> memory_adapters;
  std::vector<std::string> licenses;
  std::vector<std::string> warnings;
};

// Checks the blobs of a build first, and again when they are loaded: one that changed meanwhile is
// refused. Refuses what does not fit into memory. Settings give the context when the build does
// not. Errors: those of models::load_runnable and of engine::Model::load, with the model's name;
// Limit (memory).
Result<ChatModel> load_chat_model(const ChatModelChoice& choice, const Settings& settings,
                                  const tilekit::HomePaths& paths,
                                  const std::function<engine::LoadStep(float)>& progress);

// The chat model that settings mean, to do memory tasks with. Errors: those of load_chat_model;
// NotFound (there is none).
Result<MemoryModel> load_chat_memory_model(const Settings& settings,
                                           const tilekit::HomePaths& paths);

// Finds the file that an adapter for the chat model is put on: of a build of the store its first
// blob, checked. Borrows both.
ChatWeights weights_of_chat_model(const Settings& settings, const tilekit::HomePaths& paths);

}  // namespace tiles::kit
