// SPDX-License-Identifier: Apache-2.0
// What the host does itself, before or after a model.
#include <gtest/gtest.h>

#include <cmath>

#include "memory/agent.h"
#include "scripted_completion.h"
#include "vault_folder.h"

namespace tiles::memory {
namespace {

class HostFirst : public VaultFolder {
 protected:
  // The tokens of a turn are all as likely as `probability`.
  Outcome remember(std::string_view message, const std::vector<std::string>& turns,
                   float probability = 1, const TaskOptions& options = {}) {
    std::vector<ScriptedCompletion::Events> script;
    for (const std::string& turn : turns) {
      script.push_back(in_house_turn(turn));
      script.back().insert(script.back().begin(), engine::TokenChoice{std::log(probability)});
    }
    completion_ = std::make_unique<ScriptedCompletion>(std::move(script));
    AgentOptions agent_options;
    agent_options.host_first = true;
    agent_options.change_confidence_min = 0.8;
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    MemoryAgent agent(*completion_, *vault_, clock_, agent_options);
    return agent.remember(message, options).value();
  }

  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<ScriptedCompletion> completion_;
};

TEST_F(HostFirst, APlainStatementAsksNoModel) {
  write("user.md", "# User\n- gate code: 1234\n");
  const Outcome outcome = remember("My gate code is now 4711.", {});
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered);
  EXPECT_EQ(outcome.reply, "Saved.");
  EXPECT_EQ(read("user.md"), "# User\n- gate code: 4711\n");
  EXPECT_TRUE(completion_->requests.empty());
  const vault::Record record = vault_->log(1).value().at(0);
  EXPECT_EQ(record.provenance.who, "host");
  EXPECT_FALSE(record.provenance.model);
}

TEST_F(HostFirst, WhatIsKnownIsNothing) {
  write("user.md", "# User\n- gate code: 4711\n");
  const Outcome outcome = remember("My gate code is 4711.", {});
  EXPECT_EQ(outcome.kind, OutcomeKind::Nothing);
  EXPECT_EQ(outcome.reply, "Nothing to save.");
}

TEST_F(HostFirst, TwoNotesOfANameAreLeftToTheModel) {
  write("entities/tom_hale.md", "# Tom Hale\n");
  write("entities/tom_reed.md", "# Tom Reed\n");
  const Outcome outcome = remember("Tom's gate code is 4711.", {"<reply>Which Tom?</reply>"});
  EXPECT_EQ(outcome.kind, OutcomeKind::Clarify);
  EXPECT_EQ(completion_->requests.size(), 1U);
}

TEST_F(HostFirst, ANoteThatIsNoTextIsLeftToTheModel) {
  const std::string text = "# Tom Hale\n- job: \xff\n";
  write("entities/tom_hale.md", text);
  remember("Tom's gate code is 4711.", {"<reply>Nothing to save.</reply>"});
  EXPECT_EQ(completion_->requests.size(), 1U);
  EXPECT_EQ(read("entities/tom_hale.md"), text);
}

TEST_F(HostFirst, SomebodyNewIsWrittenWithALink) {
  const Outcome outcome = remember("My wife is called Joana.", {});
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md"), "# User\n- wife: [[entities/joana.md]]\n");
  EXPECT_EQ(read("entities/joana.md"), "# Joana\n");
}

TEST_F(HostFirst, QuotedTextIsLeftToTheModel) {
  write("user.md", "# User\n");
  const std::string message = "> My gate code is 4711.\n";
  const Outcome outcome = remember(message, {"<reply>Nothing to save.</reply>"});
  EXPECT_EQ(outcome.kind, OutcomeKind::Nothing);
  EXPECT_EQ(read("user.md"), "# User\n");
}

TEST_F(HostFirst, ARequestIsKeptInItsWordsWhenTheModelDoesNothing) {
  write("user.md", "# User\n");
  const std::string message = "Remember that the plumber comes on Tuesday.";
  const Outcome outcome = remember(message, {"<reply>Nothing to save.</reply>"});
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md"), "# User\n- the plumber comes on Tuesday\n");
  EXPECT_EQ(remember(message, {"<reply>Nothing to save.</reply>"}).kind, OutcomeKind::Nothing);
}

TEST_F(HostFirst, ARequestIsKeptWhenTheModelGivesUp) {
  const Outcome outcome = remember("Remember that the plumber comes on Tuesday.", {"<reply>"});
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered);
  EXPECT_TRUE(outcome.why.empty());
  EXPECT_EQ(read("user.md"), "# User\n- the plumber comes on Tuesday\n");
}

TEST_F(HostFirst, AQuestionInTheNotesWordsAsksNoModel) {
  write("user.md", "# User\n- gate code: 4711\n");
  completion_ = std::make_unique<ScriptedCompletion>(std::vector<ScriptedCompletion::Events>());
  AgentOptions agent_options;
  agent_options.host_first = true;
  vault_ = vault::Vault::open(folder_.path(), clock_).value();
  MemoryAgent agent(*completion_, *vault_, clock_, agent_options);
  const Outcome outcome = agent.recall("What is my gate code?").value();
  EXPECT_EQ(outcome.kind, OutcomeKind::Answered);
  EXPECT_EQ(outcome.reply, "4711");
  EXPECT_EQ(outcome.facts, (std::vector<Fact>{{"user.md", 2, "- gate code: 4711"}}));
  EXPECT_TRUE(completion_->requests.empty());
}

constexpr const char* kWrongEdit =
    "<python>create_file(\"user.md\", \"# User\\n- height: vegetarian\\n\")</python>";

TEST_F(HostFirst, AnUnsureEditIsNotMadeAndTheWordsAreOffered) {
  const Outcome outcome = remember("I'm vegetarian", {kWrongEdit, "<reply>Saved.</reply>"}, 0.5f);
  EXPECT_EQ(outcome.kind, OutcomeKind::Clarify);
  EXPECT_EQ(outcome.reply, "Shall I write down 'I'm vegetarian'?");
  EXPECT_EQ(outcome.confirmation, Confirmation::Needed);
  ASSERT_EQ(outcome.changes.size(), 1U);
  EXPECT_EQ(outcome.changes[0].after, "# User\n- I'm vegetarian\n");
  EXPECT_EQ(read("user.md"), "");
  TaskOptions options;
  options.consent = Consent::Given;
  const Outcome agreed =
      remember("I'm vegetarian", {kWrongEdit, "<reply>Saved.</reply>"}, 0.5f, options);
  EXPECT_EQ(agreed.kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md"), "# User\n- I'm vegetarian\n");
}

TEST_F(HostFirst, ASureEditIsTheModels) {
  const Outcome outcome = remember("I'm vegetarian", {kWrongEdit, "<reply>Saved.</reply>"}, 0.9f);
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md"), "# User\n- height: vegetarian\n");
}

TEST_F(HostFirst, WithoutARequestNothingStaysNothing) {
  const Outcome outcome = remember("What a lovely day.", {"<reply>Nothing to save.</reply>"}, 0.5f);
  EXPECT_EQ(outcome.kind, OutcomeKind::Nothing);
}

}  // namespace
}  // namespace tiles::memory
