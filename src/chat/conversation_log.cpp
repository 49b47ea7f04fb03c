// SPDX-License-Identifier: Apache-2.0
#include "chat/conversation_log.h"

#include <memory>

#include "base/file_system.h"
#include "base/random.h"

namespace tiles::chat {
namespace {

// "2026-11-23T03:16:00.123Z" without its marks.
std::string compact_time(TimePoint time) {
  std::string compact;
  for (const char character : format_time(time)) {
    if (character != '-' && character != ':' && character != '.') compact.push_back(character);
  }
  return compact;
}

Json to_json(const LoggedTurn& turn) {
  Json facts = Json::array();
  for (const LoggedFact& fact : turn.recalled) {
    facts.push_back({{"path", fact.path}, {"line", fact.line}, {"text", fact.text}});
  }
  return {{"turn", turn.number},   {"time", format_time(turn.time)}, {"message", turn.message},
          {"recalled", facts},     {"reasoning", turn.reasoning},    {"reply", turn.reply},
          {"finish", turn.finish}, {"transaction", turn.transaction}};
}

Result<std::unique_ptr<FileSystem>> open_or_make(const std::filesystem::path& folder) {
  std::unique_ptr<FileSystem> parent = TILES_TRY(open_directory(folder.parent_path()));
  TILES_CHECK(make_directories(*parent, folder.filename().string()));
  return open_directory(folder);
}

}  // namespace

ConversationLog::ConversationLog(std::filesystem::path folder, TimePoint begun, std::string model)
    : folder_(std::move(folder)), begun_(begun), model_(std::move(model)) {
  constexpr std::size_t kRandomBytes = 4;
  id_ = compact_time(begun_) + "-" + random_hex(kRandomBytes);
}

ConversationLog::ConversationLog(std::filesystem::path folder, std::string id, LastLine last_line)
    : folder_(std::move(folder)),
      id_(std::move(id)),
      state_(last_line == LastLine::Whole ? State::Whole : State::Torn) {}

std::filesystem::path ConversationLog::file() const { return folder_ / (id_ + ".jsonl"); }

Result<void> ConversationLog::append(const LoggedTurn& turn) {
  std::string text;
  if (state_ == State::New) {
    const Json head = {{"format", kConversationFormat},
                       {"conversation", id_},
                       {"begun", format_time(begun_)},
                       {"model", model_}};
    text = print_json(head) + "\n";
  } else if (state_ == State::Torn) {
    text = "\n";  // Ends the line that an earlier failure left open.
  }
  text.append(print_json(to_json(turn))).append("\n");
  if (auto appended = append_text(text); !appended) {
    return fail(
        std::move(appended).error().within("keeping this turn in '" + file().string() + "'"));
  }
  state_ = State::Whole;
  return {};
}

Result<void> ConversationLog::append_text(std::string_view text) {
  const std::unique_ptr<FileSystem> files = TILES_TRY(open_or_make(folder_));
  const std::string name = id_ + ".jsonl";
  if (state_ == State::New) {
    TILES_CHECK(files->write_new(name, text));
    return files->sync_directory("");
  }
  auto appended = files->append(name, text);
  if (!appended) state_ = State::Torn;
  return appended;
}

}  // namespace tiles::chat
