// SPDX-License-Identifier: Apache-2.0
#include <tilekit/home.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "kit/folders.h"
#include "kit/home_state.h"

namespace tilekit {

using tiles::fail;
using tiles::kit::Folder;
using tiles::kit::make_missing;

namespace {

std::optional<std::filesystem::path> absolute_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value != '/') return std::nullopt;
  return std::filesystem::path(value);
}

HomePaths paths_in(const std::filesystem::path& directory) {
  return {.memory = directory / "memory",
          .conversations = directory / "conversations",
          .models = directory / "models",
          .identity = directory / "identity",
          .policy = directory / "policy.toml",
          .settings = directory / "settings.json",
          .cache = directory / "cache",
          .state = directory / "state",
          .log = directory / "log",
          .keys = directory / "keys",
          .witness = directory / "witness"};
}

}  // namespace

Result<HomePaths> find_home(const std::optional<std::filesystem::path>& directory) {
  if (directory) {
    std::error_code failed;
    const std::filesystem::path absolute = std::filesystem::absolute(*directory, failed);
    if (failed) {
      return fail(ErrorCode::Io, "finding the working directory: " + failed.message());
    }
    std::filesystem::path normal = absolute.lexically_normal();
    return paths_in(normal.has_filename() ? normal : normal.parent_path());
  }
  const std::optional<std::filesystem::path> home = absolute_variable("HOME");
  const auto base = [&home](const char* variable, const char* below_home) {
    if (auto named = absolute_variable(variable)) return *named / "tiles";
    return home.value_or("") / below_home / "tiles";
  };
  const bool has_all = std::ranges::all_of(
      std::array{"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"},
      [](const char* variable) { return absolute_variable(variable).has_value(); });
  if (!home && !has_all) {
    return fail(Error(ErrorCode::NotFound, "the variable 'HOME' is not set")
                    .with_hint("name a folder: tiles --home DIR"));
  }
  const std::filesystem::path data = base("XDG_DATA_HOME", ".local/share");
  return HomePaths{.memory = data / "memory",
                   .conversations = data / "conversations",
                   .models = data / "models",
                   .identity = data / "identity",
                   .policy = base("XDG_CONFIG_HOME", ".config") / "policy.toml",
                   .settings = base("XDG_CONFIG_HOME", ".config") / "settings.json",
                   .cache = base("XDG_CACHE_HOME", ".cache"),
                   .state = base("XDG_STATE_HOME", ".local/state"),
                   .log = data / "log",
                   .keys = data / "keys",
                   .witness = data / "witness"};
}

Result<Home> Home::open(const HomeOptions& options) {
  auto state = std::make_shared<State>();
  state->options = options;
  state->paths = TILES_TRY(find_home(options.directory));
  state->settings = TILES_TRY(tiles::kit::read_settings(state->paths.settings));
  Result<Folder> vault = make_missing(state->paths.memory);
  if (!vault) {
    return fail(std::move(vault).error().within("making '" + state->paths.memory.string() + "'"));
  }
  state->age = *vault == Folder::Made ? HomeAge::New : HomeAge::Known;
  return Home(std::move(state));
}

const HomePaths& Home::paths() const { return state_->paths; }
HomeAge Home::age() const { return state_->age; }

Result<Recovery> Home::recovery() const {
  return state_->with_vault<Recovery>([](tiles::vault::Vault& vault) -> Result<Recovery> {
    const tiles::vault::Recovery& done = vault.recovery();
    return Recovery{done.completed, done.left_alone, done.problem};
  });
}

}  // namespace tilekit
