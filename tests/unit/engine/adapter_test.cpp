// SPDX-License-Identifier: Apache-2.0
// LoRA adapters on the tiny model.
#include <gtest/gtest.h>

#include <fstream>

#include "chat_model.h"
#include "support/gguf_writer.h"
#include "support/temporary_directory.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

using testing::GgufWriter;

struct AdapterFacts {
  std::string_view type = "adapter";
  std::string_view architecture = "llama";
  std::string_view tensor = "blk.0.attn_output.weight";
  std::uint64_t width = 32;
};

class AdapterTest : public ::testing::Test {
 protected:
  std::filesystem::path write(const AdapterFacts& facts = {}) {
    constexpr std::uint64_t kRank = 2;
    GgufWriter writer;
    writer.text("general.type", facts.type)
        .text("general.architecture", facts.architecture)
        .text("general.base_model.0.name", "Other Base")
        .text("adapter.type", "lora")
        .real("adapter.lora.alpha", 8.0f)
        .tensor(std::string(facts.tensor) + ".lora_a", {facts.width, kRank},
                std::vector<float>(facts.width * kRank, 0.5f))
        .tensor(std::string(facts.tensor) + ".lora_b", {kRank, 32},
                std::vector<float>(kRank * 32, -0.7f));
    auto path = directory_.path() / "adapter.gguf";
    std::ofstream(path, std::ios::binary) << writer.finish();
    return path;
  }

  static Result<Model> load(std::vector<AdapterFile> adapters) {
    LoadOptions options;
    options.adapters = std::move(adapters);
    const std::string file = testing::tiny_model_file();
    return Model::load_bytes(std::as_bytes(std::span(file)), options);
  }

  static std::string answer_of(const Model& model) {
    auto conversation = model.open_conversation({.context_tokens = 256});
    EXPECT_TRUE(conversation.has_value());
    CompletionRequest request;
    request.prompt = RawPrompt{{{SegmentKind::Text, "one two three"}}};
    request.sampling.temperature = 0.0f;
    request.tokens_max = 24;
    const auto answer = testing::ask(**conversation, request);
    EXPECT_TRUE(answer.has_value()) << (answer ? "" : answer.error().text());
    return answer ? answer->text : "";
  }

  static std::string refusal(std::vector<AdapterFile> adapters) {
    const auto model = load(std::move(adapters));
    EXPECT_FALSE(model.has_value());
    return model ? "" : model.error().text();
  }

  tiles::testing::TemporaryDirectory directory_;
};

TEST_F(AdapterTest, ChangesTheAnswerByItsScale) {
  const auto path = write();
  const auto bare = load({});
  const auto off = load({{path, 0}});
  const auto on = load({{path, 1}});
  const auto strong = load({{path, 1}, {path, 20}});
  ASSERT_TRUE(bare && off && on && strong) << (on ? "" : on.error().text());
  EXPECT_EQ(answer_of(*off), answer_of(*bare));
  EXPECT_NE(answer_of(*on), answer_of(*bare));
  EXPECT_NE(answer_of(*strong), answer_of(*on));
}

TEST_F(AdapterTest, AnotherArchitectureIsRefusedByName) {
  const std::string said = refusal({{write({.architecture = "qwen2"}), 1}});
  EXPECT_NE(said.find("was made for 'qwen2' ('Other Base'), the model is 'llama' ('tiny')"),
            std::string::npos)
      << said;
}

TEST_F(AdapterTest, AnotherShapeIsRefusedByName) {
  for (const AdapterFacts& facts :
       {AdapterFacts{.width = 64}, AdapterFacts{.tensor = "blk.7.attn_output.weight"}}) {
    const std::string said = refusal({{write(facts), 1}});
    EXPECT_NE(said.find("does not fit the model 'llama' ('tiny'): "), std::string::npos) << said;
    EXPECT_NE(said.find(facts.tensor), std::string::npos) << said;
  }
}

TEST_F(AdapterTest, WhatIsNoAdapterIsRefused) {
  EXPECT_NE(refusal({{write({.type = "model"}), 1}}).find("no LoRA adapter"), std::string::npos);
  EXPECT_NE(refusal({{directory_.path() / "none.gguf", 1}}).find("none.gguf"), std::string::npos);
}

TEST_F(AdapterTest, ScaleAndNumberAreBounded) {
  const auto path = write();
  EXPECT_TRUE(load({{path, kAdapterScaleMax}}).has_value());
  EXPECT_FALSE(load({{path, kAdapterScaleMax * 1.01f}}).has_value());
  EXPECT_FALSE(load({{path, -0.1f}}).has_value());
  EXPECT_TRUE(load(std::vector<AdapterFile>(kAdaptersMax, {path, 0})).has_value());
  EXPECT_FALSE(load(std::vector<AdapterFile>(kAdaptersMax + 1, {path, 0})).has_value());
}

}  // namespace
}  // namespace tiles::engine
