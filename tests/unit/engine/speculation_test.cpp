// SPDX-License-Identifier: Apache-2.0
// A draft model changes how fast an answer comes, and nothing else.
#include <gtest/gtest.h>

#include "chat_model.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

std::unique_ptr<Completion> open(const Model& model, const ConversationOptions& options) {
  auto conversation = model.open_conversation(options);
  EXPECT_TRUE(conversation.has_value()) << (conversation ? "" : conversation.error().text());
  return std::move(conversation).value();
}

std::string tell_raw(Completion& completion, std::uint32_t tokens_max) {
  CompletionRequest request;
  request.prompt = RawPrompt{{{SegmentKind::Text, "one two three"}}};
  request.sampling.temperature = 0.0f;
  request.tokens_max = tokens_max;
  const auto answer = testing::ask(completion, request);
  EXPECT_TRUE(answer.has_value()) << (answer ? "" : answer.error().text());
  return answer ? answer->text : "";
}

TEST(Speculation, GreedyAnswerOfTheChatModelIsTheSame) {
  const Model& model = testing::chat_model();
  const auto plain = open(model, {.context_tokens = 512});
  const auto drafted = open(
      model,
      {.context_tokens = 512, .draft = std::make_shared<const Model>(model), .draft_tokens = 5});
  for (const char* question : {"What is the capital of France?", "Name three colours."}) {
    const auto expected = testing::ask(*plain, testing::user_says(question, 40));
    const auto answer = testing::ask(*drafted, testing::user_says(question, 40));
    ASSERT_TRUE(expected.has_value() && answer.has_value());
    EXPECT_EQ(answer->text, expected->text);
    EXPECT_EQ(answer->finish.usage.generated_tokens, expected->finish.usage.generated_tokens);
    EXPECT_EQ(answer->finish.reason, expected->finish.reason);
  }
}

// The draft writes other nonsense than the model, so that guesses are taken back.
TEST(Speculation, WrongGuessesAreTakenBack) {
  const Model model = testing::load_tiny_model();
  const auto draft = std::make_shared<const Model>(testing::load_tiny_model({.seed = 77}));
  const auto plain = open(model, {.context_tokens = 256});
  const auto drafting = open(*draft, {.context_tokens = 256});
  const auto drafted = open(model, {.context_tokens = 256, .draft = draft});
  const std::string expected = tell_raw(*plain, 60);
  ASSERT_NE(tell_raw(*drafting, 60), expected);
  EXPECT_EQ(tell_raw(*drafted, 60), expected);
  EXPECT_EQ(tell_raw(*drafted, 60), expected);
}

TEST(Speculation, ContextIsFilledToTheSameToken) {
  const Model model = testing::load_tiny_model();
  const auto plain = open(model, {.context_tokens = 256});
  const auto drafted = open(model, {.context_tokens = 256,
                                    .draft = std::make_shared<const Model>(model),
                                    .draft_tokens = kDraftTokensMax});
  EXPECT_EQ(tell_raw(*drafted, 1'000), tell_raw(*plain, 1'000));
}

TEST(Speculation, DraftWithOtherTokensIsRefused) {
  const auto draft = std::make_shared<const Model>(testing::load_tiny_model());
  const auto conversation =
      testing::chat_model().open_conversation({.context_tokens = 256, .draft = draft});
  ASSERT_FALSE(conversation.has_value());
  EXPECT_EQ(conversation.error().text(), "the draft model has 261 tokens, the model 49152");
}

TEST(Speculation, GuessesAndBatchesAreBounded) {
  const Model model = testing::load_tiny_model();
  EXPECT_TRUE(model.open_conversation({.batch_tokens = kBatchTokensMax}).has_value());
  EXPECT_FALSE(model.open_conversation({.batch_tokens = kBatchTokensMax + 1}).has_value());
  EXPECT_FALSE(model.open_conversation({.draft_tokens = kDraftTokensMax + 1}).has_value());
}

}  // namespace
}  // namespace tiles::engine
