// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tilekit/c.h>
#include <tilekit/version.h>

#include <cstdlib>
#include <fstream>

#include "support/temporary_directory.h"

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(CAbi, TheVersionIsThatOfTheLibrary) {
  EXPECT_EQ(tilekit_version(), std::string(tilekit::version()));
}

TEST(CAbi, AHomeIsOpenedAndClosed) {
  const tiles::testing::TemporaryDirectory directory;
  tilekit_home* home = nullptr;
  char* json = nullptr;
  EXPECT_EQ(tilekit_home_open((directory.path() / "home").c_str(), &home, &json), 0);
  EXPECT_STREQ(json, "{}");
  EXPECT_NE(home, nullptr);
  tilekit_free(json);
  tilekit_home_close(home);
}

TEST(CAbi, AnErrorIsAnObject) {
  const tiles::testing::TemporaryDirectory directory;
  std::ofstream(directory.path() / "file") << "x";
  tilekit_home* home = nullptr;
  char* json = nullptr;
  EXPECT_EQ(tilekit_home_open((directory.path() / "file").c_str(), &home, &json), 1);
  EXPECT_EQ(home, nullptr);
  EXPECT_THAT(json, StartsWith(R"({"error":{"code":)"));
  tilekit_free(json);
}

TEST(CAbi, ANullTextIsAnError) {
  const tiles::testing::TemporaryDirectory directory;
  tilekit_home* home = nullptr;
  char* json = nullptr;
  ASSERT_EQ(tilekit_home_open(directory.path().c_str(), &home, &json), 0);
  tilekit_free(json);
  EXPECT_EQ(tilekit_memory_ask(home, nullptr, &json), 1);
  EXPECT_THAT(json, HasSubstr("null pointer"));
  tilekit_free(json);
  tilekit_home_close(home);
}

// A home with the embedded memory model and without a chat model.
class CAbiTask : public ::testing::Test {
 protected:
  CAbiTask() {
    char* json = nullptr;
    tilekit_home_open(directory_.path().c_str(), &home_, &json);
    tilekit_free(json);
  }
  ~CAbiTask() override { tilekit_home_close(home_); }
  CAbiTask(const CAbiTask&) = delete;
  CAbiTask& operator=(const CAbiTask&) = delete;

  std::string tell(const char* message) { return taken(tilekit_memory_tell, message); }
  std::string ask(const char* question) { return taken(tilekit_memory_ask, question); }

  std::string taken(int (*call)(tilekit_home*, const char*, char**), const char* text) {
    char* json = nullptr;
    EXPECT_EQ(call(home_, text, &json), 0) << json;
    std::string copied = json;
    tilekit_free(json);
    return copied;
  }

  tiles::testing::TemporaryDirectory directory_;
  tilekit_home* home_ = nullptr;
};

TEST_F(CAbiTask, WhatIsToldIsRememberedAndAnswered) {
  EXPECT_THAT(tell("My gate code is 4711."), HasSubstr(R"("outcome":"remembered")"));
  const std::string answer = ask("What is my gate code?");
  EXPECT_THAT(answer, HasSubstr(R"("outcome":"answered")"));
  EXPECT_THAT(answer, HasSubstr("4711"));
  EXPECT_THAT(answer, HasSubstr(R"("path":"user.md")"));
}

// Appends to a std::string, and stops where it is told to.
struct Collected {
  std::string text;
  int answer = 0;
};
int collect(const char* text, void* context) {
  auto* collected = static_cast<Collected*>(context);
  collected->text += text;
  return collected->answer;
}

TEST_F(CAbiTask, AChatStreamsItsReplyAndOutlivesItsHome) {
  tell("My gate code is 4711.");
  tilekit_chat* chat = nullptr;
  char* json = nullptr;
  ASSERT_EQ(tilekit_chat_open(home_, nullptr, &chat, &json), 0);
  tilekit_free(json);
  tilekit_home_close(home_);
  home_ = nullptr;
  Collected collected;
  const tilekit_sink sink{collect, &collected};
  EXPECT_EQ(tilekit_chat_send(chat, "What is my gate code?", &sink, &json), 0);
  EXPECT_THAT(collected.text, HasSubstr("4711"));
  EXPECT_THAT(json, HasSubstr(R"("finish":"complete")"));
  tilekit_free(json);
  EXPECT_EQ(tilekit_chat_send(chat, nullptr, nullptr, &json), 1);
  EXPECT_THAT(json, HasSubstr("null pointer"));
  tilekit_free(json);
  tilekit_chat_close(chat);
}

TEST_F(CAbiTask, ASinkStopsTheReplyOfAChatModel) {
  const char* model = std::getenv("TILES_CHAT_MODEL");
  if (model == nullptr) GTEST_SKIP() << "TILES_CHAT_MODEL names no file";
  tilekit_chat* chat = nullptr;
  char* json = nullptr;
  ASSERT_EQ(tilekit_chat_open(home_, model, &chat, &json), 0);
  tilekit_free(json);
  Collected collected{.text = {}, .answer = 1};
  const tilekit_sink sink{collect, &collected};
  EXPECT_EQ(tilekit_chat_send(chat, "Tell a long story.", &sink, &json), 0);
  EXPECT_FALSE(collected.text.empty());
  EXPECT_THAT(json, HasSubstr(R"("finish":"stopped")"));
  tilekit_free(json);
  tilekit_chat_close(chat);
}

TEST_F(CAbiTask, AChatModelThatDoesNotExistIsAnError) {
  tilekit_chat* chat = nullptr;
  char* json = nullptr;
  EXPECT_EQ(tilekit_chat_open(home_, "/none.gguf", &chat, &json), 1);
  EXPECT_EQ(chat, nullptr);
  EXPECT_THAT(json, HasSubstr("none.gguf"));
  tilekit_free(json);
}

}  // namespace
