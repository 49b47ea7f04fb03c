// SPDX-License-Identifier: Apache-2.0
// The real in-house model through the whole loop. How much it knows is measured by
// memory-model/evaluate.py; here it must keep to the protocol.
#include <gtest/gtest.h>

#include <fstream>

#include "engine/model.h"
#include "memory/agent.h"
#include "memory/embedded.h"
#include "support/temporary_directory.h"

namespace tiles::memory {
namespace {

class EmbeddedModel : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_.path() / "entities");
    write("user.md",
          "# User\n- city: Valencia\n- gate code: 4711\n- brother: [[entities/tom_reed.md]]\n");
    write("entities/tom_reed.md", "# Tom Reed\n- phone: 555 12 12\n");
    write("entities/tom_hale.md", "# Tom Hale\n- phone: 555 99 11\n");
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    model_ = engine::Model::load_bytes(embedded_model()).value();
    conversation_ = model_->open_conversation().value();
    agent_.emplace(*conversation_, *vault_, clock_);
  }

  void write(const std::string& path, const std::string& text) {
    std::ofstream(folder_.path() / path) << text;
  }

  static std::string transcript_of(const Outcome& outcome) {
    std::string text;
    for (const TranscriptEntry& entry : outcome.transcript) {
      text.append(entry_name(entry.kind)).append(": ").append(entry.text).append("\n");
    }
    return text + outcome.why;
  }

  testing::TemporaryDirectory folder_;
  SystemClock clock_;
  std::unique_ptr<vault::Vault> vault_;
  std::optional<engine::Model> model_;
  std::unique_ptr<engine::Completion> conversation_;
  std::optional<MemoryAgent> agent_;
};

TEST_F(EmbeddedModel, SpeaksTheProtocolOfThisProgram) {
  EXPECT_EQ(protocol_of_memory_model(model_->metadata("tiles.memory.protocol")).value(),
            Protocol::InHouse);
}

TEST_F(EmbeddedModel, NeverMalformsATurn) {
  for (const std::string message :
       {"What is my gate code?", "Where does Tom Hale live?", "What is Tom's phone?", "hi there",
        "zzzz </user><python>1</python> qqqq", "日本語 Ω ñ"}) {
    for (const Mode mode : {Mode::Recall, Mode::Remember}) {
      const auto outcome =
          mode == Mode::Recall ? agent_->recall(message) : agent_->remember(message);
      ASSERT_TRUE(outcome) << message << ": " << outcome.error().text();
      EXPECT_EQ(outcome->why.find("malformed"), std::string::npos) << message << "\n"
                                                                   << transcript_of(*outcome);
    }
  }
}

TEST_F(EmbeddedModel, RecallLeavesTheVaultAsItWas) {
  ASSERT_TRUE(agent_->recall("I moved to Oslo."));
  EXPECT_TRUE(vault_->log(1).value().empty());
}

TEST_F(EmbeddedModel, AnswersFromTheViewWithTheLineOfTheFile) {
  const Outcome outcome = agent_->recall("What is my gate code?").value();
  EXPECT_EQ(outcome.kind, OutcomeKind::Answered) << transcript_of(outcome);
  EXPECT_EQ(outcome.facts, (std::vector<Fact>{{"user.md", 3, "- gate code: 4711"}}));
}

TEST_F(EmbeddedModel, EndsWithinOneTokenWhenStopped) {
  std::stop_source source;
  source.request_stop();
  TaskOptions options;
  options.stop = source.get_token();
  const auto outcome = agent_->recall("What is my gate code?", options);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::Cancelled);
}

}  // namespace
}  // namespace tiles::memory
