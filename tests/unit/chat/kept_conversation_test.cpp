// SPDX-License-Identifier: Apache-2.0
#include "chat/kept_conversation.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_directory.h"

namespace tiles::chat {
namespace {

constexpr std::string_view kHead =
    "{\"format\":1,\"conversation\":\"a\",\"begun\":\"2026-11-23T03:16:00.123Z\"}\n";
constexpr std::string_view kTurn = "{\"turn\":1,\"message\":\"hi\",\"reply\":\"Hello.\"}\n";

class KeptConversationTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_.path() / name, std::ios::binary) << text;
  }
  Result<std::optional<KeptConversation>> newest() const {
    return newest_conversation(directory_.path());
  }
  testing::TemporaryDirectory directory_;
};

TEST_F(KeptConversationTest, WhatTheLogWroteIsReadBack) {
  ConversationLog log(directory_.path(), TimePoint{}, "a.gguf");
  LoggedTurn turn;
  turn.number = 1;
  turn.message = "Where does Ana live?";
  turn.reply = "Porto.";
  turn.recalled = {{.path = "entities/ana.md", .line = 2, .text = "- city: Porto"}};
  ASSERT_TRUE(log.append(turn));
  const KeptConversation kept = newest().value().value();
  EXPECT_EQ(kept.id, log.id());
  EXPECT_EQ(kept.begun, "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(kept.last_line, LastLine::Whole);
  ASSERT_EQ(kept.turns.size(), 1U);
  EXPECT_EQ(kept.turns[0].message, turn.message);
  EXPECT_EQ(kept.turns[0].reply, turn.reply);
  ASSERT_EQ(kept.turns[0].recalled.size(), 1U);
  EXPECT_EQ(kept.turns[0].recalled[0].line, 2U);
}

TEST_F(KeptConversationTest, TheLastNameIsTheNewestAndOtherFilesAreNone) {
  EXPECT_FALSE(newest().value());
  EXPECT_FALSE(newest_conversation(directory_.path() / "none").value());
  write("1.jsonl", std::string(kHead) + std::string(kTurn));
  write("2.jsonl", std::string(kHead));
  write("3.txt", "no conversation");
  EXPECT_EQ(newest().value()->id, "2");
}

TEST_F(KeptConversationTest, ALineThatACrashCutOffIsNoTurnAndTheNextOneBeginsANewLine) {
  write("1.jsonl", std::string(kHead) + std::string(kTurn) + "{\"turn\":2,\"mess");
  const KeptConversation kept = newest().value().value();
  EXPECT_EQ(kept.turns.size(), 1U);
  EXPECT_EQ(kept.last_line, LastLine::Torn);
  ConversationLog log(directory_.path(), kept.id, kept.last_line);
  LoggedTurn turn;
  turn.number = 2;
  ASSERT_TRUE(log.append(turn));
  EXPECT_EQ(newest().value()->turns.size(), 2U);
}

TEST_F(KeptConversationTest, ALineThatIsNoTurnIsNamed) {
  for (const std::string line :
       {"[]", "{\"turn\":\"x\"}", "{\"turn\":1,\"message\":7}", "{\"turn\":1,\"recalled\":1}",
        "{\"turn\":1,\"recalled\":[1]}", "{\"turn\":1,\"recalled\":[{\"path\":\"a\"}]}"}) {
    write("1.jsonl", std::string(kHead) + line + "\n");
    const auto kept = newest();
    ASSERT_FALSE(kept) << line;
    EXPECT_EQ(kept.error().code(), ErrorCode::Corrupt) << line;
    EXPECT_NE(kept.error().text().find("1.jsonl': line 2: "), std::string::npos);
  }
}

TEST_F(KeptConversationTest, ALaterFormatIsRefused) {
  write("1.jsonl", "{\"format\":2}\n");
  EXPECT_EQ(newest().error().code(), ErrorCode::Unsupported);
}

TEST_F(KeptConversationTest, SixteenMebibytesAreReadAndOneByteMoreRefused) {
  const std::string begin = std::string(kHead) + std::string(kTurn);
  write("1.jsonl", begin + std::string(kKeptBytesMax - begin.size() - 1, ' ') + "\n");
  EXPECT_EQ(newest().value()->turns.size(), 1U);
  write("1.jsonl", begin + std::string(kKeptBytesMax - begin.size(), ' ') + "\n");
  EXPECT_EQ(newest().error().code(), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::chat
