// SPDX-License-Identifier: Apache-2.0
#include "chat/conversation_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "support/temporary_directory.h"

namespace tiles::chat {
namespace {

const TimePoint kBegun{std::chrono::milliseconds{1'795'403'760'123}};

std::string read_whole(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

LoggedTurn turn_of(std::size_t number, std::string message) {
  LoggedTurn turn;
  turn.number = number;
  turn.time = kBegun;
  turn.message = std::move(message);
  turn.reply = "Porto.";
  turn.finish = "complete";
  turn.recalled = {{.path = "entities/ana.md", .line = 2, .text = "- city: Porto"}};
  return turn;
}

TEST(ConversationLog, NothingIsWrittenBeforeTheFirstTurn) {
  const testing::TemporaryDirectory directory;
  const ConversationLog log(directory.path() / "conversations", kBegun, "a.gguf");
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "conversations"));
}

TEST(ConversationLog, TurnsAreLinesAfterTheHead) {
  const testing::TemporaryDirectory directory;
  ConversationLog log(directory.path() / "conversations", kBegun, "a.gguf");
  ASSERT_TRUE(log.append(turn_of(1, "Where does Ana live?")));
  ASSERT_TRUE(log.append(turn_of(2, "line\nbreak")));
  std::istringstream lines(read_whole(log.file()));
  std::string head;
  std::string first;
  std::string second;
  std::getline(lines, head);
  std::getline(lines, first);
  std::getline(lines, second);
  EXPECT_EQ(head, R"({"format":1,"conversation":")" + log.id() +
                      R"(","begun":"2026-11-23T03:16:00.123Z","model":"a.gguf"})");
  EXPECT_EQ(first,
            R"({"turn":1,"time":"2026-11-23T03:16:00.123Z","message":"Where does Ana live?",)"
            R"("recalled":[{"path":"entities/ana.md","line":2,"text":"- city: Porto"}],)"
            R"("reasoning":"","reply":"Porto.","finish":"complete","transaction":""})");
  EXPECT_EQ(parse_json(second).value()["message"], "line\nbreak");
}

TEST(ConversationLog, TheFileIsForTheUserAlone) {
  const testing::TemporaryDirectory directory;
  ConversationLog log(directory.path() / "conversations", kBegun, "");
  ASSERT_TRUE(log.append(turn_of(1, "hello")));
  struct stat status {};
  ASSERT_EQ(::stat(log.file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(log.file().parent_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST(ConversationLog, TwoConversationsOfOneMomentAreTwoFiles) {
  const ConversationLog one("/none", kBegun, "");
  const ConversationLog two("/none", kBegun, "");
  EXPECT_NE(one.file(), two.file());
  EXPECT_TRUE(one.id().starts_with("20261123T031600123Z-"));
}

TEST(ConversationLog, AFolderThatCannotBeMadeIsAnErrorThatNamesTheFile) {
  ConversationLog log("/proc/none/conversations", kBegun, "");
  const auto appended = log.append(turn_of(1, "hello"));
  ASSERT_FALSE(appended);
  EXPECT_NE(appended.error().text().find(log.file().string()), std::string::npos);
}

}  // namespace
}  // namespace tiles::chat
