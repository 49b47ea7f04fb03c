// SPDX-License-Identifier: Apache-2.0
// Model files on disk: which one is meant, and loading it with errors a person can act on.
#pragma once

#include <tilekit/home.h>

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "engine/memory_fit.h"
#include "engine/model.h"
#include "kit/settings.h"

namespace tiles::kit {

// `named`, else the one of settings, else the first *.gguf of the models folder in order of names;
// nothing when there is none. Errors: NotFound for a named file that does not exist.
Result<std::optional<std::filesystem::path>> choose_model_file(
    const std::optional<std::filesystem::path>& named, const Settings& settings,
    const tilekit::HomePaths& paths);

// Errors: Limit (more than the memory that is free).
Result<void> check_fit(const engine::MemoryFit& fit);

// Refuses a model that does not fit into memory before it is loaded (Limit). Errors: those of
// engine::Model::load, with the file's name.
Result<engine::Model> load_model_file(const std::filesystem::path& file,
                                      const engine::LoadOptions& options);

}  // namespace tiles::kit
