// SPDX-License-Identifier: Apache-2.0
// Where one user's memory, conversations, models and settings are. Every path: docs/files.md.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/result.h"

namespace tilekit {

struct HomePaths {
  std::filesystem::path memory;         // The vault.
  std::filesystem::path conversations;  // One file for each.
  std::filesystem::path models;
  std::filesystem::path identity;
  std::filesystem::path policy;    // A file that the user writes: what agents may do.
  std::filesystem::path settings;  // A file.
  std::filesystem::path cache;     // May be removed at any time.
  std::filesystem::path state;     // The history of the line editor.
  std::filesystem::path log;       // What was done, for others to check.
  std::filesystem::path keys;      // Private keys.
  std::filesystem::path witness;   // What it signed for the logs of others.
};

// All in `directory` when given; else the XDG base directories (a relative XDG value is ignored, as
// their specification says). Touches no file. Errors: NotFound when neither XDG nor HOME is set.
Result<HomePaths> find_home(const std::optional<std::filesystem::path>& directory);

// In place of a file: the chat model does the memory tasks too, through tool calls.
inline constexpr std::string_view kChatModelAsMemoryModel = "chat";

struct HomeOptions {
  std::optional<std::filesystem::path> directory;  // Empty: the default home.
  // A file, or kChatModelAsMemoryModel. Empty: the one of settings, else the built-in one.
  std::optional<std::filesystem::path> memory_model;
};

// What opening the vault put right after a crash.
struct Recovery {
  std::string transaction;  // Its id when one was carried to its end; else empty.
  // Notes of it that somebody changed since the crash: they were left as they stood.
  std::vector<std::string> left_alone;
  std::string problem;  // What could not be put right, and why; else empty.
};

enum class HomeAge { New, Known };

// One home on disk. Two processes may hold one home: the vault takes a lock for each transaction,
// and each conversation is a file of its own. Movable handle; copies share one state. Thread-safe.
class Home {
 public:
  struct State;
  explicit Home(std::shared_ptr<State> state) : state_(std::move(state)) {}

  // Makes the folders that are missing, readable by the user alone. Reads settings.
  // Errors: NotFound, Denied, Io; Invalid for settings that cannot be read.
  static Result<Home> open(const HomeOptions& options);

  const HomePaths& paths() const;
  // New when this call made the vault's folder.
  HomeAge age() const;
  // Opens the vault when that was not done yet. Errors: those of opening it.
  Result<Recovery> recovery() const;
  const std::shared_ptr<State>& state() const { return state_; }

 private:
  std::shared_ptr<State> state_;
};

}  // namespace tilekit
