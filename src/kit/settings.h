// SPDX-License-Identifier: Apache-2.0
// The settings file of a home. Format: docs/files.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "store/model_name.h"

namespace tiles::kit {

// A file, or a build in the store of the home.
using ChatModelChoice = std::variant<std::filesystem::path, store::ModelName>;

// Whether `text` can mean nothing but a file.
bool is_written_as_path(std::string_view text);

struct Settings {
  // A file that is there or is written as a path; else a name, which may not be in the store.
  std::optional<ChatModelChoice> chat_model;
  std::optional<std::filesystem::path> memory_model;
  std::optional<double> memory_confidence_min;  // From 0 to 1; else what the memory model says.
  bool is_offline = false;  // Nothing is asked of another machine, whatever the user asks for.
  std::uint32_t context_tokens = 0;  // 0: what the engine chooses for the model.
};

inline constexpr std::uint64_t kSettingsBytesMax = std::uint64_t{64} * 1024;

// Relative paths are meant from the file's folder. Defaults when there is no file.
// Errors: Invalid (not JSON, an unknown key, a value of the wrong kind), Limit, Denied, Io.
Result<Settings> read_settings(const std::filesystem::path& file);

}  // namespace tiles::kit
