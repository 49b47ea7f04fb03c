// SPDX-License-Identifier: Apache-2.0
#include "chat/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <fstream>

#include "chat/prompt.h"
#include "support/temporary_directory.h"

namespace tiles::chat {
namespace {

using ::testing::HasSubstr;

class FixedClock final : public Clock {
 public:
  TimePoint now() const override { return TimePoint{std::chrono::milliseconds{1'795'403'760'123}}; }
};

// The model at the other end: one token for each letter, replies as they were set.
class ScriptedModel final : public engine::Completion {
 public:
  struct Ended final : engine::RunningCompletion {
    explicit Ended(Result<engine::Finish> finish) : finish_(std::move(finish)) {}
    void cancel() override {}
    Result<engine::Finish> wait() override { return finish_; }
    Result<engine::Finish> finish_;
  };

  Result<std::unique_ptr<engine::RunningCompletion>> start(engine::CompletionRequest request,
                                                           engine::EventSink sink) override {
    prompts.push_back(std::get<engine::ChatPrompt>(request.prompt));
    if (failure) return fail(*failure);
    if (!reasoning.empty()) sink(engine::ReasoningDelta{reasoning});
    if (!replies.empty()) {
      sink(engine::TextDelta{replies.front()});
      replies.pop_front();
    }
    const engine::Finish finish{.reason = reason, .usage = {}};
    sink(finish);
    return std::make_unique<Ended>(finish);
  }
  Result<std::uint32_t> count_tokens(const engine::Prompt& prompt) override {
    std::size_t letters = 0;
    for (const engine::Message& message : std::get<engine::ChatPrompt>(prompt).messages) {
      letters += message.content.size();
    }
    return static_cast<std::uint32_t>(letters);
  }
  std::uint32_t context_tokens_max() const override { return window; }

  std::vector<engine::ChatPrompt> prompts;
  std::deque<std::string> replies;
  std::string reasoning;
  engine::FinishReason reason = engine::FinishReason::Stop;
  std::optional<Error> failure;
  std::uint32_t window = 4096;
};

memory::Outcome outcome_of(memory::OutcomeKind kind, std::string reply) {
  memory::Outcome outcome;
  outcome.kind = kind;
  outcome.reply = std::move(reply);
  return outcome;
}

memory::Outcome answered() {
  memory::Outcome outcome = outcome_of(memory::OutcomeKind::Answered, "Porto");
  outcome.facts = {{.path = "entities/ana.md", .line = 2, .text = "- city: Porto"}};
  return outcome;
}

class ConversationTest : public ::testing::Test {
 protected:
  Conversation conversation(engine::Completion* model) {
    return Conversation({.model = model,
                         .sampling = {},
                         .recall =
                             [this](const MemoryRequest& request) {
                               recalled_for.emplace_back(request.message);
                               return recall;
                             },
                         .remember =
                             [this](const MemoryRequest& request) {
                               remembered_for.emplace_back(request.message);
                               turns.push_back(request.turn);
                               return remember;
                             },
                         .clock = &clock_,
                         .folder = directory_.path() / "conversations",
                         .model_name = "scripted"});
  }
  EventSink events() {
    return [this](const Event& event) {
      if (const auto* text = std::get_if<Text>(&event))
        seen.push_back("text " + std::string(text->text));
      if (std::holds_alternative<Reasoning>(event)) seen.emplace_back("reasoning");
      if (std::holds_alternative<Recalled>(event)) seen.emplace_back("recalled");
      if (std::holds_alternative<Remembered>(event)) seen.emplace_back("remembered");
      if (const auto* trouble = std::get_if<Trouble>(&event)) {
        seen.push_back("trouble " + trouble->error.text());
      }
    };
  }
  static std::string last_message(const ScriptedModel& model) {
    return model.prompts.back().messages.back().content;
  }

  testing::TemporaryDirectory directory_;
  FixedClock clock_;
  Result<memory::Outcome> recall = outcome_of(memory::OutcomeKind::Unknown, "I don't know.");
  Result<memory::Outcome> remember = outcome_of(memory::OutcomeKind::Nothing, "Nothing to save.");
  std::vector<std::string> recalled_for;
  std::vector<std::string> remembered_for;
  std::vector<std::string> turns;
  std::vector<std::string> seen;
};

TEST_F(ConversationTest, ATurnRecallsThenRepliesThenRemembers) {
  ScriptedModel model;
  model.replies = {"In Porto."};
  model.reasoning = "hm";
  recall = answered();
  Conversation talk = conversation(&model);
  const Turn turn = talk.send({.message = "Where does Ana live?"}, events()).value();
  EXPECT_EQ(turn.reply, "In Porto.");
  EXPECT_EQ(turn.reasoning, "hm");
  EXPECT_THAT(seen,
              ::testing::ElementsAre("recalled", "reasoning", "text In Porto.", "remembered"));
  EXPECT_THAT(last_message(model), HasSubstr("Porto"));
  EXPECT_THAT(last_message(model), HasSubstr("Where does Ana live?"));
  EXPECT_EQ(turns, std::vector<std::string>{talk.file().stem().string() + "#1"});
}

TEST_F(ConversationTest, ThePromptOfTheNextTurnBeginsWithAllOfThePromptBefore) {
  ScriptedModel model;
  model.replies = {"In Porto.", "Yes."};
  recall = answered();
  Conversation talk = conversation(&model);
  ASSERT_TRUE(talk.send({.message = "Where does Ana live?"}, events()));
  ASSERT_TRUE(talk.send({.message = "Sure?"}, events()));
  ASSERT_EQ(model.prompts[1].messages.size(), 4U);
  for (std::size_t i = 0; i < model.prompts[0].messages.size(); ++i) {
    EXPECT_EQ(model.prompts[1].messages[i].content, model.prompts[0].messages[i].content);
  }
  EXPECT_EQ(model.prompts[1].messages[2].content, "In Porto.");
}

TEST_F(ConversationTest, WithoutAModelTheMemoryModelsReplyIsTheAnswer) {
  recall = answered();
  Conversation talk = conversation(nullptr);
  EXPECT_EQ(talk.send({.message = "Where does Ana live?"}, events()).value().reply, "Porto");
  recall = outcome_of(memory::OutcomeKind::Unknown, "I don't know.");
  EXPECT_EQ(talk.send({.message = "Where is Bo?"}, events()).value().reply,
            "I know nothing about that.");
  remember = outcome_of(memory::OutcomeKind::Remembered, "Saved.");
  EXPECT_EQ(talk.send({.message = "Bo is in Oslo."}, events()).value().reply,
            "I will remember that.");
  remember = outcome_of(memory::OutcomeKind::Clarify, "Bo Lund or Bo Reed?");
  EXPECT_EQ(talk.send({.message = "Bo is in Oslo."}, events()).value().reply,
            "Bo Lund or Bo Reed?");
}

TEST_F(ConversationTest, MemoryThatFailsIsTroubleAndTheReplyStillComes) {
  ScriptedModel model;
  model.replies = {"Hello."};
  recall = fail(ErrorCode::Io, "disk gone");
  remember = fail(ErrorCode::Io, "disk full");
  Conversation talk = conversation(&model);
  EXPECT_EQ(talk.send({.message = "Hi"}, events()).value().reply, "Hello.");
  EXPECT_THAT(seen, ::testing::ElementsAre("trouble recalling: disk gone", "text Hello.",
                                           "trouble remembering: disk full"));
}

TEST_F(ConversationTest, AConversationThatCannotBeKeptIsTroubleAfterTheReply) {
  std::ofstream(directory_.path() / "conversations") << "a file in the way";
  ScriptedModel model;
  model.replies = {"Hello."};
  Conversation talk = conversation(&model);
  EXPECT_EQ(talk.send({.message = "Hi"}, events()).value().reply, "Hello.");
  EXPECT_THAT(seen.back(), HasSubstr("trouble keeping this turn in"));
}

TEST_F(ConversationTest, AModelThatFailsIsAnErrorAndLeavesTheHistoryAsItWas) {
  ScriptedModel model;
  model.failure = Error(ErrorCode::Io, "broken");
  Conversation talk = conversation(&model);
  EXPECT_FALSE(talk.send({.message = "one"}, events()));
  model.failure.reset();
  model.replies = {"Hello."};
  ASSERT_TRUE(talk.send({.message = "two"}, events()));
  EXPECT_EQ(model.prompts.back().messages.size(), 2U);
}

TEST_F(ConversationTest, WhatCameOfAStoppedReplyIsKept) {
  ScriptedModel model;
  model.replies = {"One, two", "Yes."};
  model.reason = engine::FinishReason::Cancelled;
  Conversation talk = conversation(&model);
  EXPECT_EQ(talk.send({.message = "Count."}, events()).value().finish, Finish::Stopped);
  model.reason = engine::FinishReason::Stop;
  ASSERT_TRUE(talk.send({.message = "Go on."}, events()));
  EXPECT_EQ(model.prompts.back().messages[2].content, "One, two");
}

TEST_F(ConversationTest, OldTurnsThatDoNotFitAreLeftOutAndCounted) {
  ScriptedModel model;
  model.window = static_cast<std::uint32_t>(system_prompt().size()) + 1000;
  Conversation talk = conversation(&model);
  for (int i = 0; i < 4; ++i) {
    model.replies.push_back(std::string(200, 'r'));
    ASSERT_TRUE(talk.send({.message = std::string(50, 'm')}, events()));
  }
  const ContextUse use = talk.context().value();
  EXPECT_GT(use.turns_left_out, 0U);
  EXPECT_EQ(use.left_out, use.turns_left_out * 250);
  EXPECT_EQ(use.history, (4 - use.turns_left_out) * 250);
  EXPECT_EQ(use.system + use.memory + use.history + use.reply + use.free, use.window);
}

TEST_F(ConversationTest, AMessageLargerThanTheWindowIsRefusedWithBothNumbers) {
  ScriptedModel model;
  model.window = static_cast<std::uint32_t>(system_prompt().size()) + 1000;
  Conversation talk = conversation(&model);
  const auto turn = talk.send({.message = std::string(2000, 'm')}, events());
  ASSERT_FALSE(turn);
  EXPECT_EQ(turn.error().code(), ErrorCode::Limit);
  EXPECT_THAT(turn.error().text(), HasSubstr("takes 2000 tokens"));
  EXPECT_TRUE(model.prompts.empty());
}

TEST_F(ConversationTest, AMessageTooLongForMemoryIsAnsweredAndSaidOnce) {
  ScriptedModel model;
  model.replies = {"Hello."};
  memory::Outcome too_long = outcome_of(memory::OutcomeKind::GaveUp, "");
  too_long.gave_up_over = memory::GaveUpOver::Length;
  too_long.why = "the message is too long for memory: it has 5000 bytes, the limit is 4096";
  recall = too_long;
  Conversation talk = conversation(&model);
  const Turn turn = talk.send({.message = "long"}, events()).value();
  EXPECT_EQ(turn.reply, "Hello.");
  EXPECT_THAT(seen, ::testing::ElementsAre("trouble " + too_long.why, "text Hello."));
  EXPECT_TRUE(remembered_for.empty());
  EXPECT_EQ(turn.remembered->kind, memory::OutcomeKind::GaveUp);
}

TEST_F(ConversationTest, ATaskThatGaveUpForAnotherReasonIsTriedAgainWhenRemembering) {
  ScriptedModel model;
  model.replies = {"Hello."};
  recall = outcome_of(memory::OutcomeKind::GaveUp, "");
  Conversation talk = conversation(&model);
  ASSERT_TRUE(talk.send({.message = "hm"}, events()));
  EXPECT_EQ(remembered_for.size(), 1U);
}

TEST_F(ConversationTest, AMessageOverOneMebibyteIsRefused) {
  ScriptedModel model;
  model.window = 1 << 22;
  model.replies = {"a"};
  Conversation talk = conversation(&model);
  EXPECT_TRUE(talk.send({.message = std::string(Conversation::kMessageBytesMax, 'm')}, events()));
  EXPECT_FALSE(
      talk.send({.message = std::string(Conversation::kMessageBytesMax + 1, 'm')}, events()));
}

TEST_F(ConversationTest, ClearingForgetsTheHistoryAndBeginsAnotherFile) {
  ScriptedModel model;
  model.replies = {"a", "b"};
  Conversation talk = conversation(&model);
  ASSERT_TRUE(talk.send({.message = "one"}, events()));
  const std::filesystem::path first = talk.file();
  talk.clear();
  ASSERT_TRUE(talk.send({.message = "two"}, events()));
  EXPECT_EQ(model.prompts.back().messages.size(), 2U);
  EXPECT_NE(talk.file(), first);
  EXPECT_TRUE(std::filesystem::exists(first));
}

}  // namespace
}  // namespace tiles::chat
