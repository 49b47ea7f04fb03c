// SPDX-License-Identifier: Apache-2.0
// With the released reader.
#include "memory/read_edit.h"

#include <gtest/gtest.h>

#include <memory>

#include "memory/agent.h"
#include "released_reader.h"
#include "scripted_completion.h"
#include "vault_folder.h"

namespace tiles::memory {
namespace {

constexpr std::string_view kUser =
    "# User\n- city: Lisbon\n- car: grey Clio\n- sister: [[entities/ana.md]]\n";
constexpr std::string_view kAna = "# Ana Reed\n- job: nurse\n- plays: cello\n";

// The model saves nothing: what is done is the reader's.
class ReadEditOfVault : public VaultFolder {
 protected:
  void SetUp() override {
    write("user.md", std::string(kUser));
    write("entities/ana.md", std::string(kAna));
  }
  Outcome remember(std::string_view message, const TaskOptions& options = {}) {
    completion_ = std::make_unique<ScriptedCompletion>(
        std::vector<ScriptedCompletion::Events>{in_house_turn("<reply>Nothing to save.</reply>")});
    AgentOptions agent_options;
    agent_options.host_first = true;
    agent_options.reader = released_reader;
    agent_options.reader_model = []() -> Result<vault::WriterModel> {
      return vault::WriterModel{.name = "reader", .version = "r", .sha256 = std::string(64, '0')};
    };
    agent_options.change_confidence_min = 0.8;
    agent_options.reader_decides = reader_decides_;
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    MemoryAgent agent(*completion_, *vault_, clock_, agent_options);
    return agent.remember(message, options).value();
  }
  bool reader_decides_ = false;
  bool asked_model() const { return !completion_->requests.empty(); }

  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<ScriptedCompletion> completion_;
};

TEST_F(ReadEditOfVault, AChangeIsMadeInItsLineByHostAndReader) {
  const Outcome outcome = remember("I sold the Clio, I drive a blue Skoda now");
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered) << outcome.why;
  EXPECT_NE(read("user.md").find("- car: blue Skoda\n"), std::string::npos) << read("user.md");
  EXPECT_GE(outcome.confidence.value_or(0), kEditConfidenceMin);
  EXPECT_FALSE(asked_model());
  const vault::Record record = vault_->log(1).value().front();
  EXPECT_EQ(record.provenance.who, "host");
  ASSERT_TRUE(record.provenance.model);
  EXPECT_EQ(record.provenance.model->name, "reader");
}

TEST_F(ReadEditOfVault, AFactOfSomebodyGoesToTheirNote) {
  EXPECT_EQ(remember("Ana works as a baker these days").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("entities/ana.md"), "# Ana Reed\n- job: baker\n- plays: cello\n");
  EXPECT_EQ(read("user.md"), kUser);
}

TEST_F(ReadEditOfVault, WhatIsTakenBackGoes) {
  EXPECT_EQ(remember("I don't have a car any longer, I sold it").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md").find("Clio"), std::string::npos) << read("user.md");
}

TEST_F(ReadEditOfVault, WhatTellsNothingAsksNoModel) {
  for (const char* message : {"what a lovely morning", "how do I boil an egg?"}) {
    const Outcome outcome = remember(message);
    EXPECT_EQ(outcome.kind, OutcomeKind::Nothing) << message;
    EXPECT_EQ(outcome.reply, "Nothing to save.");
    EXPECT_GE(outcome.confidence.value_or(0), kNothingConfidenceMin);
    EXPECT_FALSE(asked_model()) << message;
  }
  EXPECT_EQ(read("user.md"), kUser);
}

TEST_F(ReadEditOfVault, WhatIsNotSoChangesNothing) {
  for (const char* message :
       {"I'd love to live in Porto", "I never said I live in Porto", "my city isn't Porto",
        "don't remember that I live in Porto", "if I lived in Porto I would swim"}) {
    remember(message);
    EXPECT_EQ(read("user.md"), kUser) << message;
  }
  EXPECT_EQ(remember("Would you please note that we live in Porto now").kind,
            OutcomeKind::Remembered);
}

TEST_F(ReadEditOfVault, ARequestIsNeverNothing) {
  EXPECT_EQ(remember("Remember that what a lovely morning").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md"), std::string(kUser) + "- what a lovely morning\n");
}

TEST_F(ReadEditOfVault, OfTwoNotesThatAreNamedNeitherIsChanged) {
  write("entities/ana_moss.md", "# Ana Moss\n- job: pilot\n");
  const Outcome outcome = remember("Ana works as a baker these days");
  EXPECT_EQ(outcome.kind, OutcomeKind::Clarify);
  EXPECT_EQ(outcome.reply, "Ana Reed or Ana Moss?");
  EXPECT_FALSE(asked_model());
  EXPECT_EQ(read("entities/ana.md"), kAna);
  EXPECT_EQ(read("entities/ana_moss.md"), "# Ana Moss\n- job: pilot\n");
}

TEST_F(ReadEditOfVault, SeveralChangesAreMadeTogether) {
  const Outcome outcome =
      remember("I sold the Clio, I drive a blue Skoda now and my sister works as a baker now");
  EXPECT_EQ(outcome.kind, OutcomeKind::Remembered) << outcome.reply;
  EXPECT_NE(read("user.md").find("- car: blue Skoda\n"), std::string::npos) << read("user.md");
  EXPECT_EQ(read("entities/ana.md"), "# Ana Reed\n- job: baker\n- plays: cello\n");
  EXPECT_EQ(vault_->log(10).value().size(), 1U);
}

TEST_F(ReadEditOfVault, WhatIsNotSoIsNotSoInItsParts) {
  for (const char* message : {"if I get the job I sell the Clio and I drive a blue Skoda now",
                              "I'd love a change. I sold the Clio, I drive a blue Skoda now"}) {
    remember(message);
    EXPECT_EQ(read("user.md"), kUser) << message;
  }
}

TEST_F(ReadEditOfVault, OneOfSeveralThatIsNotSureKeepsAllFromBeingMade) {
  const Outcome outcome =
      remember("I drive a blue Skoda these days and it was about time that we sorted the upstairs");
  EXPECT_NE(outcome.kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("user.md"), kUser);
}

TEST_F(ReadEditOfVault, OfAListOnlyWhatIsMeantGoes) {
  write("user.md", "# User\n- allergic to: penicillin and bee stings\n");
  remember("turns out I'm not allergic to bee stings any more");
  EXPECT_EQ(read("user.md").find("bee"), std::string::npos) << read("user.md");
  EXPECT_NE(read("user.md").find("penicillin"), std::string::npos) << read("user.md");
}

TEST_F(ReadEditOfVault, ANoteThatIsNoTextIsLeftToTheModel) {
  write("entities/ana.md", "# Ana Reed\n- job: \xff\n");
  remember("Ana works as a baker these days");
  EXPECT_TRUE(asked_model());
  EXPECT_EQ(read("entities/ana.md"), "# Ana Reed\n- job: \xff\n");
}

TEST_F(ReadEditOfVault, WhatOthersWroteIsLeftToTheModel) {
  const std::string message = "I sold the Clio, I drive a blue Skoda now";
  TaskOptions options;
  options.untrusted = {{0, message.size()}};
  remember(message, options);
  EXPECT_TRUE(asked_model());
  EXPECT_EQ(read("user.md"), kUser);
}

TEST_F(ReadEditOfVault, ALinkThatTheMessageSpeaksOfLeadsToItsNote) {
  write("entities/ana.md", "# Ana Reed\n- husband: [[entities/tom.md]]\n");
  write("entities/tom.md", "# Tom Hale\n- job: baker\n");
  EXPECT_EQ(remember("my sister's husband works as a pilot now").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("entities/tom.md"), "# Tom Hale\n- job: pilot\n");
}

TEST_F(ReadEditOfVault, ALineOfANoteThatNobodyNamesChangesWhenTheMessageHasItsKey) {
  write("entities/home.md", "# Home\n- wifi password: abc-1\n- rent: 900\n");
  EXPECT_EQ(remember("the wifi password is now xyz-77").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("entities/home.md"), "# Home\n- wifi password: xyz-77\n- rent: 900\n");
}

TEST_F(ReadEditOfVault, ALineOfANoteThatNobodyNamesStaysWithoutItsKey) {
  write("entities/ines.md", "# Inês\ntel 91 555 0166\n");
  remember("the landline is dead, 3 555 277 is the one to use");
  EXPECT_EQ(read("entities/ines.md"), "# Inês\ntel 91 555 0166\n");
}

TEST_F(ReadEditOfVault, WhatItIsNotSureOfIsOfferedWhereItDecides) {
  reader_decides_ = true;
  const Outcome outcome = remember("it was about time that we sorted the upstairs");
  EXPECT_EQ(outcome.kind, OutcomeKind::Clarify) << read("user.md");
  EXPECT_FALSE(asked_model());
  EXPECT_EQ(read("user.md"), kUser);
}

}  // namespace
}  // namespace tiles::memory
