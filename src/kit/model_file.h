// SPDX-License-Identifier: Apache-2.0
// Model files on disk: which one is meant, and loading it with errors a person can act on.
#pragma once

#include <tilekit/home.h>

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "engine/memory_fit.h"
#include "engine/model.h"

namespace tiles::kit {

// The first *.gguf of the models folder in order of names; nothing when there is none.
std::optional<std::filesystem::path> first_model_file(const tilekit::HomePaths& paths);

// Errors: NotFound.
Result<void> check_exists(const std::filesystem::path& file);

// Errors: Limit (more than the memory that is free).
Result<void> check_fit(const engine::MemoryFit& fit);

// Refuses a model that does not fit into memory before it is loaded (Limit). Errors: those of
// engine::Model::load, with the file's name.
Result<engine::Model> load_model_file(const std::filesystem::path& file,
                                      const engine::LoadOptions& options);

}  // namespace tiles::kit
