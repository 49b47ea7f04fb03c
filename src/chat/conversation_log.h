// SPDX-License-Identifier: Apache-2.0
// One conversation on disk: a file of JSON lines that only grows. Format: docs/files.md.
// After a crash the last turn is whole or absent: a line without its end is not a turn.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace tiles::chat {

inline constexpr std::size_t kConversationFormat = 1;

struct LoggedFact {
  std::string path;
  std::size_t line = 0;
  std::string text;
};

struct LoggedTurn {
  std::size_t number = 0;  // From 1.
  TimePoint time{};
  std::string message;
  std::string reasoning;
  std::string reply;
  std::string finish;
  std::vector<LoggedFact> recalled;
  std::string transaction;  // What memory changed, or "".
};

enum class LastLine { Whole, Torn };

// Not safe from several threads. Two processes that begin conversations write two files.
class ConversationLog {
 public:
  // The file is made with the first turn, in `folder`, whose parent must exist then.
  ConversationLog(std::filesystem::path folder, TimePoint begun, std::string model);

  // Goes on with the file of the conversation `id`.
  ConversationLog(std::filesystem::path folder, std::string id, LastLine last_line);

  // "20261123T031600123Z-1f0c9a2b": also how the vault's log names the conversation.
  const std::string& id() const { return id_; }
  std::filesystem::path file() const;

  // Durable when it returns. Errors: Io, Denied. The turns before stay as they are.
  Result<void> append(const LoggedTurn& turn);

 private:
  Result<void> append_text(std::string_view text);

  std::filesystem::path folder_;
  TimePoint begun_{};
  std::string model_;
  std::string id_;
  enum class State { New, Whole, Torn } state_ = State::New;
};

}  // namespace tiles::chat
