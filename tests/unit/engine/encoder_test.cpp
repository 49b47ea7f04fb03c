// SPDX-License-Identifier: Apache-2.0
#include "engine/encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "engine/model.h"
#include "support/tiny_encoder.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

Result<Model> load(const std::string& file) {
  return Model::load_bytes(std::as_bytes(std::span(file)));
}

class TinyEncoder : public ::testing::Test {
 protected:
  void SetUp() override {
    auto model = load(testing::tiny_encoder_file());
    ASSERT_TRUE(model) << model.error().text();
    model_.emplace(*std::move(model));
    auto encoder = model_->open_encoder();
    ASSERT_TRUE(encoder) << encoder.error().text();
    encoder_ = *std::move(encoder);
  }
  std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens = {encoder_->begin_token()};
    const auto inner = encoder_->tokenize(text).value();
    tokens.insert(tokens.end(), inner.begin(), inner.end());
    tokens.push_back(encoder_->end_token());
    return tokens;
  }

  std::optional<Model> model_;
  std::unique_ptr<Encoder> encoder_;
};

TEST_F(TinyEncoder, EachTokenHasAVector) {
  EXPECT_EQ(encoder_->width(), 32U);
  EXPECT_EQ(encoder_->tokens_max(), 64U);
  const auto tokens = tokens_of("ab c");
  ASSERT_EQ(tokens.size(), 5U);
  const auto rows = encoder_->encode(tokens);
  ASSERT_TRUE(rows) << rows.error().text();
  ASSERT_EQ(rows->size(), 5U * 32U);
  for (const float value : *rows) EXPECT_TRUE(std::isfinite(value));
}

TEST_F(TinyEncoder, ATokenSeesWhatComesBehindIt) {
  const auto one = encoder_->encode(tokens_of("a b")).value();
  const auto other = encoder_->encode(tokens_of("a c")).value();
  const auto again = encoder_->encode(tokens_of("a b")).value();
  EXPECT_EQ(one, again);
  const auto first_of = [](const std::vector<float>& rows) {
    return std::vector<float>(rows.begin() + 32, rows.begin() + 64);
  };
  EXPECT_NE(first_of(one), first_of(other));
}

TEST_F(TinyEncoder, LetterCaseAndAccentsDoNotCount) { EXPECT_EQ(tokens_of("ÁB"), tokens_of("ab")); }

TEST_F(TinyEncoder, TextGivesNoMarkup) {
  const auto tokens = encoder_->tokenize("[SEP] [CLS]").value();
  EXPECT_FALSE(tokens.empty());
  for (const Token token : tokens) {
    EXPECT_NE(token, encoder_->begin_token());
    EXPECT_NE(token, encoder_->end_token());
  }
}

TEST_F(TinyEncoder, TooManyTokensAreALimit) {
  EXPECT_EQ(encoder_->encode({}).error().code(), ErrorCode::Limit);
  const std::vector<Token> most(64, encoder_->begin_token());
  EXPECT_TRUE(encoder_->encode(most));
  const std::vector<Token> more(65, encoder_->begin_token());
  EXPECT_EQ(encoder_->encode(more).error().code(), ErrorCode::Limit);
}

TEST_F(TinyEncoder, NumbersOfItsMetadataAreGiven) {
  EXPECT_EQ(model_->numbers("test.numbers"), (std::vector<double>{0.5, -2.0}));
  EXPECT_EQ(model_->numbers("general.name"), std::nullopt);
  EXPECT_EQ(model_->numbers("tokenizer.ggml.tokens"), std::nullopt);
}

TEST_F(TinyEncoder, AnEncoderWritesNoText) {
  const auto conversation = model_->open_conversation();
  ASSERT_FALSE(conversation);
  EXPECT_EQ(conversation.error().code(), ErrorCode::Unsupported);
}

TEST(Encoder, ItNeedsTheTokensThatPartTexts) {
  const auto encoder =
      load(testing::tiny_encoder_file({.has_parts = false})).value().open_encoder();
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code(), ErrorCode::Unsupported);
}

TEST(Encoder, AModelThatWritesIsNone) {
  const auto encoder = testing::load_tiny_model().open_encoder();
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code(), ErrorCode::Unsupported);
}

}  // namespace
}  // namespace tiles::engine
