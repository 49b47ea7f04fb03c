// SPDX-License-Identifier: Apache-2.0
#include "chat/kept_conversation.h"

#include <utility>

#include "base/file_system.h"
#include "base/format.h"
#include "base/json.h"
#include "base/text.h"

namespace tiles::chat {
namespace {

constexpr std::string_view kSuffix = ".jsonl";

// A text, or "" where the key is missing: what an older Tiles wrote has fewer keys.
Result<std::string> text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::string();
  if (!found->is_string()) return fail(ErrorCode::Corrupt, format("'{}' is not a text", key));
  return found->get<std::string>();
}

Result<std::size_t> number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) {
    return fail(ErrorCode::Corrupt, format("'{}' is not a number", key));
  }
  return found->get<std::size_t>();
}

Result<std::vector<LoggedFact>> facts_of(const Json& object) {
  std::vector<LoggedFact> facts;
  const auto recalled = object.find("recalled");
  if (recalled == object.end()) return facts;
  if (!recalled->is_array()) return fail(ErrorCode::Corrupt, "'recalled' is not a list");
  for (const Json& fact : *recalled) {
    if (!fact.is_object()) return fail(ErrorCode::Corrupt, "'recalled' holds no object");
    LoggedFact& read = facts.emplace_back();
    read.path = TILES_TRY(text_of(fact, "path"));
    read.line = TILES_TRY(number_of(fact, "line"));
    read.text = TILES_TRY(text_of(fact, "text"));
  }
  return facts;
}

Result<LoggedTurn> turn_of(const Json& object) {
  if (!object.is_object()) return fail(ErrorCode::Corrupt, "not an object");
  LoggedTurn turn;
  turn.number = TILES_TRY(number_of(object, "turn"));
  turn.message = TILES_TRY(text_of(object, "message"));
  turn.reasoning = TILES_TRY(text_of(object, "reasoning"));
  turn.reply = TILES_TRY(text_of(object, "reply"));
  turn.finish = TILES_TRY(text_of(object, "finish"));
  turn.recalled = TILES_TRY(facts_of(object));
  turn.transaction = TILES_TRY(text_of(object, "transaction"));
  return turn;
}

Result<void> read_head(const Json& head, KeptConversation& kept) {
  if (!head.is_object()) return fail(ErrorCode::Corrupt, "not an object");
  const std::size_t written = TILES_TRY(number_of(head, "format"));
  if (written != kConversationFormat) {
    return fail(ErrorCode::Unsupported,
                format("its format is {}, this program reads {}", written, kConversationFormat));
  }
  kept.begun = TILES_TRY(text_of(head, "begun"));
  return {};
}

Result<void> read_lines(std::string_view text, KeptConversation& kept) {
  kept.last_line = text.ends_with('\n') ? LastLine::Whole : LastLine::Torn;
  text = text.substr(0, text.rfind('\n') + 1);
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const auto json = parse_json(line);
    if (!json) continue;  // Cut off by a crash, or the end of the last line.
    Result<void> read = {};
    if (number == 1) {
      read = read_head(*json, kept);
    } else {
      read = turn_of(*json).map([&](LoggedTurn turn) { kept.turns.push_back(std::move(turn)); });
    }
    if (!read) return fail(std::move(read).error().within(format("line {}", number)));
  }
  return {};
}

}  // namespace

Result<std::optional<KeptConversation>> newest_conversation(const std::filesystem::path& folder) {
  const auto files = open_directory(folder);
  if (!files && files.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!files) return fail(files.error());
  std::string newest;
  for (const FileInfo& file : TILES_TRY((*files)->list(""))) {
    if (file.kind == FileKind::File && file.name.ends_with(kSuffix)) newest = file.name;
  }
  if (newest.empty()) return std::nullopt;
  KeptConversation kept{.id = newest.substr(0, newest.size() - kSuffix.size()),
                        .begun = {},
                        .turns = {},
                        .last_line = LastLine::Whole};
  const Result<void> read = (*files)->read(newest, kKeptBytesMax).and_then([&](auto text) {
    return read_lines(text, kept);
  });
  if (!read) {
    return fail(Error(read.error())
                    .within("continuing the conversation '" + (folder / newest).string() + "'"));
  }
  return kept;
}

}  // namespace tiles::chat
