// SPDX-License-Identifier: Apache-2.0
// The model that does the memory tasks: loading it, and what it is called in the vault's log.
#pragma once

#include <tilekit/home.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/model.h"
#include "kit/settings.h"
#include "memory/agent.h"
#include "vault/change.h"

namespace tiles::kit {

enum class MemoryModelKind : std::uint8_t {
  Embedded,  // In the program.
  File,      // A GGUF that the user named.
  Adapter,   // A LoRA that the user named, on the chat model's weights.
  Chat,      // The chat model itself.
};

struct ModelFiles {
  std::vector<std::filesystem::path> weights;  // Parts in order; none: those in the program.
  std::vector<std::filesystem::path> adapters;
};

struct MemoryModel {
  MemoryModelKind kind = MemoryModelKind::Embedded;
  engine::Model model;
  ModelFiles files;
  memory::Protocol protocol = memory::Protocol::InHouse;
  // From the metadata of the model, of an adapter where there is one; else what the file is called.
  std::string name;
  std::string version;  // Empty when nothing says.
  // Metadata keys `tiles.memory.confidence_min` and `tiles.memory.change_confidence_min`.
  std::optional<double> confidence_min = {};
  std::optional<double> change_confidence_min = {};
};

// Below which confidence an answer is unsure, and a change is not made; 0 is off.
struct Thresholds {
  double answer = 0;
  double change = 0;
  bool are_of_settings = false;
};

// The settings' threshold holds for both; else the model's own; else that of changes is the one
// that was measured for in-house models (docs/protocols/memory.md, section Confidence).
Thresholds thresholds_of(const MemoryModel& model, const std::optional<double>& of_settings);

inline constexpr std::string_view kProtocolKey = "tiles.memory.protocol";
inline constexpr std::string_view kConfidenceKey = "tiles.memory.confidence_min";
inline constexpr std::string_view kChangeConfidenceKey = "tiles.memory.change_confidence_min";

Result<MemoryModel> load_embedded_memory_model(const std::vector<engine::AdapterFile>& adapters);

// Tells the file that an adapter is put on; nothing when there is no chat model.
using ChatWeights = std::function<Result<std::optional<std::filesystem::path>>()>;

// A model or an adapter; only the latter asks for the chat model's file `base`. Errors: those of
// loading, NotFound (an adapter without a chat model), Unsupported (the protocol of a later Tiles).
Result<MemoryModel> load_named_memory_model(const std::filesystem::path& file,
                                            const std::vector<engine::AdapterFile>& adapters,
                                            const ChatWeights& base);

// `model` is loaded already and shared.
MemoryModel chat_memory_model(const engine::Model& model, ModelFiles files);

// Hashes the weights; a blob of a store is called by its digest and not read. Errors: those of
// reading the files.
Result<vault::WriterModel> identify(const MemoryModel& model);

// Is told what was found before it is given out; its errors are those of identifying.
using WriterFound = std::function<Result<void>(const vault::WriterModel& writer)>;

// The same when it is first asked for, once. Safe from several threads.
std::function<Result<vault::WriterModel>()> identify_later(MemoryModel model, WriterFound found);

}  // namespace tiles::kit
