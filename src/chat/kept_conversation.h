// SPDX-License-Identifier: Apache-2.0
// A conversation read back from its file, to be continued. Format: docs/files.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "chat/conversation_log.h"

namespace tiles::chat {

struct KeptConversation {
  std::string id;
  std::string begun;              // RFC 3339, UTC.
  std::vector<LoggedTurn> turns;  // Without their times.
  LastLine last_line = LastLine::Whole;
};

inline constexpr std::uint64_t kKeptBytesMax = std::uint64_t{16} * 1024 * 1024;

// The one of `folder` that began last; nothing when there is none. A line that a crash cut off is
// not a turn. Errors, with the file's name: Corrupt (a line that is no turn), Unsupported (a format
// of a later Tiles), Limit (over kKeptBytesMax), Denied, Io.
Result<std::optional<KeptConversation>> newest_conversation(const std::filesystem::path& folder);

}  // namespace tiles::chat
