// SPDX-License-Identifier: Apache-2.0
// Completions over the real chat model, and over the tiny one for control tokens.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <future>

#include "chat_model.h"
#include "engine/model.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

using testing::Answer;
using testing::ask;
using testing::chat_model;
using testing::load_tiny_model;
using testing::user_says;

std::unique_ptr<Completion> open(const Model& model, std::uint32_t context_tokens = 1024) {
  auto conversation = model.open_conversation({.context_tokens = context_tokens});
  EXPECT_TRUE(conversation.has_value());
  return *std::move(conversation);
}

CompletionRequest raw(std::string text, std::uint32_t tokens_max) {
  CompletionRequest request;
  request.prompt =
      RawPrompt{{{SegmentKind::Control, "<think>"}, {SegmentKind::Text, std::move(text)}}};
  request.sampling.temperature = 0.0f;
  request.tokens_max = tokens_max;
  return request;
}

TEST(Completion, TheChatModelAnswers) {
  const auto answer = ask(*open(chat_model()), user_says("What is the capital of France?", 40));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_NE(answer->text.find("Paris"), std::string::npos) << answer->text;
  EXPECT_EQ(answer->finish.reason, FinishReason::Stop);
  EXPECT_GT(answer->finish.usage.generated_tokens, 0u);
  EXPECT_GT(answer->finish.usage.prefill.count(), 0);
  EXPECT_GT(answer->finish.usage.decode.count(), 0);
}

TEST(Completion, TokensAreBounded) {
  const auto answer = ask(*open(chat_model()), user_says("Tell me a long story.", 5));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->finish.reason, FinishReason::Length);
  EXPECT_EQ(answer->finish.usage.generated_tokens, 5u);
  EXPECT_EQ(ask(*open(chat_model()), user_says("x", 0)).error().code(), ErrorCode::Invalid);
}

TEST(Completion, OneSeedGivesOneAnswer) {
  CompletionRequest request = user_says("Name three colours.", 24);
  request.sampling.temperature = 1.0f;
  request.sampling.seed = 7;
  const auto first = ask(*open(chat_model()), request);
  const auto second = ask(*open(chat_model()), request);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->text, second->text);
  request.sampling.seed = 8;
  const auto other = ask(*open(chat_model()), request);
  ASSERT_TRUE(other);
  EXPECT_NE(first->text, other->text);
}

TEST(Completion, TheLongestCommonBeginningIsKept) {
  const auto conversation = open(chat_model(), 2048);
  ChatPrompt prompt{{{.role = Role::System, .content = "Be brief."},
                     {.role = Role::User, .content = "Name a fruit."}}};
  CompletionRequest request = user_says("", 8);
  request.prompt = prompt;
  const auto first = ask(*conversation, request);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(first->finish.usage.reused_tokens, 0u);
  prompt.messages.push_back({.role = Role::Assistant, .content = first->text});
  prompt.messages.push_back({.role = Role::User, .content = "And another."});
  request.prompt = prompt;
  const auto second = ask(*conversation, request);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_GE(second->finish.usage.reused_tokens, first->finish.usage.prompt_tokens);
  // A conversation of its own knows nothing of it.
  const auto other = ask(*open(chat_model(), 2048), request);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->finish.usage.reused_tokens, 0u);
}

TEST(Completion, AChangedBeginningIsComputedAgain) {
  const auto conversation = open(chat_model());
  const CompletionRequest tom = user_says("My cat Tom likes fish. What does my cat like?", 6);
  const CompletionRequest dog = user_says("My dog Rex likes bones. What does my dog like?", 6);
  ASSERT_TRUE(ask(*conversation, tom));
  const auto answer = ask(*conversation, dog);
  const auto alone = ask(*open(chat_model()), dog);
  ASSERT_TRUE(answer && alone);
  EXPECT_EQ(answer->text, alone->text);
  EXPECT_GT(answer->finish.usage.reused_tokens, 0u);
  EXPECT_LT(answer->finish.usage.reused_tokens, answer->finish.usage.prompt_tokens);
}

TEST(Completion, APromptThatDoesNotFitIsALimitWithBothNumbers) {
  std::string words;
  for (int i = 0; i < 300; ++i) words += "word ";
  const auto answer = ask(*open(chat_model(), 256), user_says(words, 8));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::Limit);
  EXPECT_NE(answer.error().text().find("tokens, the context holds 256"), std::string::npos)
      << answer.error().text();
}

TEST(Completion, AFullContextEndsTheAnswer) {
  const auto answer = ask(*open(load_tiny_model(), 256), [] {
    CompletionRequest request = raw(std::string(250, 'a'), 100);
    request.constraint = Grammar{"root ::= \"b\"*"};
    return request;
  }());
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_TRUE(answer->finish.reason == FinishReason::ContextFull ||
              answer->finish.reason == FinishReason::Stop);
  EXPECT_LE(answer->finish.usage.prompt_tokens + answer->finish.usage.generated_tokens, 257u);
}

TEST(Completion, TokensOfAPromptAreCounted) {
  const auto conversation = open(chat_model());
  const CompletionRequest request = user_says("Hi", 1);
  const auto count = conversation->count_tokens(request.prompt);
  ASSERT_TRUE(count);
  const auto answer = ask(*conversation, request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(*count, answer->finish.usage.prompt_tokens);
}

TEST(Completion, CancelStopsWithinOneToken) {
  const auto conversation = open(chat_model());
  std::atomic<int> seen = 0;
  std::promise<RunningCompletion*> handle;
  auto started = handle.get_future().share();
  auto running = conversation->start(user_says("Count to one thousand.", 400),
                                     [&](const CompletionEvent& event) {
                                       if (!std::holds_alternative<TextDelta>(event)) return;
                                       if (++seen == 3) started.get()->cancel();
                                     });
  ASSERT_TRUE(running) << running.error().text();
  handle.set_value(running->get());
  const auto finish = (*running)->wait();
  ASSERT_TRUE(finish) << finish.error().text();
  EXPECT_EQ(finish->reason, FinishReason::Cancelled);
  EXPECT_EQ(seen, 3);
}

TEST(Completion, CancelDuringThePromptKeepsTheConversationUsable) {
  const auto conversation = open(chat_model(), 4096);
  std::string words;
  for (int i = 0; i < 3000; ++i) words += "word ";
  auto running = conversation->start(user_says(words, 8), [](const CompletionEvent&) {});
  ASSERT_TRUE(running) << running.error().text();
  (*running)->cancel();
  const auto finish = (*running)->wait();
  ASSERT_TRUE(finish) << finish.error().text();
  EXPECT_EQ(finish->reason, FinishReason::Cancelled);
  EXPECT_EQ(finish->usage.generated_tokens, 0u);
  const auto answer = ask(*conversation, user_says("What is the capital of France?", 20));
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->text.find("Paris"), std::string::npos) << answer->text;
}

TEST(Completion, OneConversationAnswersOneAtATime) {
  const auto conversation = open(chat_model());
  auto running =
      conversation->start(user_says("Count to one thousand.", 200), [](const CompletionEvent&) {});
  ASSERT_TRUE(running);
  const auto second = conversation->start(user_says("x", 1), [](const CompletionEvent&) {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::Busy);
  (*running)->cancel();
  ASSERT_TRUE((*running)->wait());
  EXPECT_TRUE(ask(*conversation, user_says("x", 1)));
}

TEST(Completion, ConversationsOfOneModelRunSideBySide) {
  const CompletionRequest france = user_says("What is the capital of France?", 12);
  const CompletionRequest fruit = user_says("Name a fruit.", 12);
  const auto france_alone = ask(*open(chat_model()), france);
  const auto fruit_alone = ask(*open(chat_model()), fruit);
  const auto first = open(chat_model());
  const auto second = open(chat_model());
  auto running = std::async(std::launch::async, [&] { return ask(*first, france); });
  const auto fruit_beside = ask(*second, fruit);
  const auto france_beside = running.get();
  ASSERT_TRUE(france_alone && fruit_alone && fruit_beside && france_beside);
  EXPECT_EQ(france_beside->text, france_alone->text);
  EXPECT_EQ(fruit_beside->text, fruit_alone->text);
}

TEST(Completion, ARunOutlivesItsConversationAndModel) {
  std::unique_ptr<RunningCompletion> running;
  {
    const Model model = load_tiny_model();
    auto started = open(model)->start(raw("x", 20), [](const CompletionEvent&) {});
    ASSERT_TRUE(started);
    running = *std::move(started);
  }
  EXPECT_TRUE(running->wait());
}

TEST(Completion, StopStringsEndTheAnswerAndAreNotPartOfIt) {
  CompletionRequest request = user_says("What is the capital of France?", 40);
  request.stop_strings = {"Paris"};
  const auto answer = ask(*open(chat_model()), request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->finish.reason, FinishReason::Stop);
  EXPECT_EQ(answer->text.find("Paris"), std::string::npos) << answer->text;
  request.stop_strings = {""};
  EXPECT_EQ(ask(*open(chat_model()), request).error().code(), ErrorCode::Limit);
  request.stop_strings.assign(65, "x");
  EXPECT_EQ(ask(*open(chat_model()), request).error().code(), ErrorCode::Limit);
}

TEST(Completion, AGrammarBindsTheAnswer) {
  CompletionRequest request = user_says("Is the sky blue?", 16);
  request.constraint = Grammar{R"(root ::= "certainly" | "hardly")"};
  const auto answer = ask(*open(chat_model()), request);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_TRUE(answer->text == "certainly" || answer->text == "hardly") << answer->text;
}

TEST(Completion, AJsonSchemaBindsTheAnswer) {
  CompletionRequest request = user_says("Name a city in France and its population, as JSON.", 80);
  request.constraint = JsonSchema{*parse_json(R"({"type": "object", "properties": {
      "city": {"type": "string", "maxLength": 20}, "population": {"type": "integer"}},
      "required": ["city", "population"], "additionalProperties": false})")};
  const auto answer = ask(*open(chat_model()), request);
  ASSERT_TRUE(answer) << answer.error().text();
  const auto value = parse_json(answer->text);
  ASSERT_TRUE(value) << answer->text;
  EXPECT_TRUE(value->at("city").is_string());
  EXPECT_TRUE(value->at("population").is_number_integer());
}

TEST(Completion, GrammarsAndSamplingThatCannotBeUsedAreInvalid) {
  CompletionRequest request = user_says("x", 4);
  request.constraint = Grammar{"root ::= ("};
  EXPECT_EQ(ask(*open(chat_model()), request).error().code(), ErrorCode::Invalid);
  request.constraint = Grammar{std::string((1u << 20) + 1, ' ')};
  EXPECT_EQ(ask(*open(chat_model()), request).error().code(), ErrorCode::Limit);
  request = user_says("x", 4);
  request.sampling.temperature = -1.0f;
  EXPECT_EQ(ask(*open(chat_model()), request).error().code(), ErrorCode::Invalid);
}

TEST(RawCompletion, ControlTokensAreEventsAndEndIt) {
  CompletionRequest request = raw("x", 50);
  request.constraint = Grammar{R"(root ::= "ok" </think> <reply> "yes" </reply> "never")"};
  request.stop_control_tokens = {"</reply>"};
  const auto answer = ask(*open(load_tiny_model()), request);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->text, "okyes");
  EXPECT_EQ(answer->control_tokens, (std::vector<std::string>{"</think>", "<reply>", "</reply>"}));
  EXPECT_EQ(answer->finish.reason, FinishReason::Stop);
}

TEST(RawCompletion, HowLikelyATokenWasIsToldWhenAskedFor) {
  CompletionRequest request = raw("x", 50);
  request.constraint = Grammar{R"(root ::= "ok" </think>)"};
  request.stop_control_tokens = {"</think>"};
  for (const Probabilities wanted : {Probabilities::LeftOut, Probabilities::Reported}) {
    request.probabilities = wanted;
    std::vector<float> choices;
    std::uint32_t before_control = 0;
    const auto model = load_tiny_model();
    const auto finish = complete(*open(model), request, [&](const CompletionEvent& event) {
      if (const auto* choice = std::get_if<TokenChoice>(&event)) {
        choices.push_back(choice->log_probability);
      } else if (std::holds_alternative<ControlToken>(event)) {
        before_control = static_cast<std::uint32_t>(choices.size());
      }
    });
    ASSERT_TRUE(finish) << finish.error().text();
    const bool is_wanted = wanted == Probabilities::Reported;
    EXPECT_EQ(choices.size(), is_wanted ? finish->usage.generated_tokens : 0u);
    EXPECT_EQ(before_control, choices.size());
    for (const float log_probability : choices) {
      EXPECT_LE(log_probability, 0.0f);
      EXPECT_TRUE(std::isfinite(log_probability));
    }
  }
}

TEST(Completion, TheLikeliestTokensAreLikelierThanDrawnOnes) {
  const auto sum_of = [](float temperature) {
    CompletionRequest request = user_says("What is the capital of France?", 12);
    request.sampling.temperature = temperature;
    request.sampling.top_k = 0;
    request.sampling.top_p = 1.0f;
    request.sampling.min_p = 0.0f;
    request.sampling.seed = 3;
    request.probabilities = Probabilities::Reported;
    float sum = 0;
    EXPECT_TRUE(complete(*open(chat_model()), request, [&](const CompletionEvent& event) {
      if (const auto* choice = std::get_if<TokenChoice>(&event)) sum += choice->log_probability;
    }));
    return sum;
  };
  EXPECT_GT(sum_of(0.0f), sum_of(4.0f));
}

TEST(RawCompletion, TheRulePlainMatchesNoControlToken) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    CompletionRequest request = raw("x", 400);
    request.sampling.temperature = 3.0f;
    request.sampling.top_k = 0;
    request.sampling.top_p = 1.0f;
    request.sampling.min_p = 0.0f;
    request.sampling.seed = seed;
    request.constraint = Grammar{"root ::= plain{40} </reply>"};
    const auto answer = ask(*open(load_tiny_model()), request);
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->control_tokens, (std::vector<std::string>{"</reply>"})) << seed;
  }
}

TEST(RawCompletion, UnknownControlTokensAreInvalid) {
  CompletionRequest request = raw("x", 4);
  request.stop_control_tokens = {"</nothing>"};
  const auto answer = ask(*open(load_tiny_model()), request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().text(), "the model has no control token '</nothing>'");
}

TEST(RawCompletion, AnEmptyPromptIsInvalid) {
  CompletionRequest request;
  request.prompt = RawPrompt{};
  EXPECT_EQ(ask(*open(load_tiny_model()), request).error().code(), ErrorCode::Invalid);
}

TEST(RawCompletion, WeightsThatAreNoNumbersAreCorrupt) {
  const auto answer = ask(*open(load_tiny_model({.has_not_a_number = true})), raw("x", 4));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code(), ErrorCode::Corrupt);
}

TEST(Conversation, ContextsAreBounded) {
  const Model tiny = load_tiny_model();
  EXPECT_EQ(tiny.open_conversation({.context_tokens = kContextTokensMax + 1}).error().code(),
            ErrorCode::Limit);
  EXPECT_EQ(open(tiny, 0)->context_tokens_max(), 1024u);
  EXPECT_EQ(open(tiny, 1000)->context_tokens_max(), 1024u);
}

}  // namespace
}  // namespace tiles::engine
