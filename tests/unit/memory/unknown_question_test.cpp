// SPDX-License-Identifier: Apache-2.0
#include "memory/unknown_question.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "memory/agent.h"
#include "scripted_completion.h"
#include "support/temporary_directory.h"

namespace tiles::memory {
namespace {

class StandingClock final : public Clock {
 public:
  TimePoint now() const override { return parse_time("2026-11-23T12:00:00.000Z").value(); }
};

// Whatever is asked, the model knows nothing.
class UnknownQuestions : public ::testing::Test {
 protected:
  void SetUp() override {
    write("user.md",
          "# User\n- phone: 111\n- trainer: [[entities/bo_li.md]]\n- mother: [[entities/eva.md]]\n"
          "car:: [[entities/old_car.md]]\n");
    write("entities/bo_li.md",
          "---\naliases: [Bobby]\n---\n# Bo Li\n- phone: 555\n- wife: [[entities/ana_ruiz.md]]\n");
    write("entities/ana_ruiz.md",
          "# Ana Ruiz\n- employer: Nolm\n- birthday: 12 March 1987\n- boss: [[entities/kim.md]]\n"
          "- friend: [[entities/eva.md]]\n- friend: [[entities/bo_li.md]]\n- cat: [[gone.md]]\n");
    write("entities/kim.md", "# Kim Dahl\n- email: k@d.org\n- dentist: [[entities/eva.md]]\n");
    write("entities/eva.md", "# Eva\n- shoe size: 38\n  - desk: 12\n");
  }
  void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories((folder_.path() / path).parent_path());
    std::ofstream(folder_.path() / path, std::ios::binary) << text;
  }
  vault::Vault& vault() {
    if (!vault_) vault_ = vault::Vault::open(folder_.path(), clock_).value();
    return *vault_;
  }
  Outcome recall(std::string_view message) {
    std::vector<ScriptedCompletion::Events> script = {
        in_house_turn("<reply>I don't know.</reply>")};
    ScriptedCompletion completion(std::move(script));
    MemoryAgent agent(completion, vault(), clock_);
    return agent.recall(message).value();
  }
  std::string reply(std::string_view message) { return recall(message).reply; }

  static constexpr const char* kUnknown = "I don't know.";

  testing::TemporaryDirectory folder_;
  StandingClock clock_;
  std::unique_ptr<vault::Vault> vault_;
};

TEST_F(UnknownQuestions, LinksAreFollowedAndSupportTheAnswer) {
  const Outcome outcome = recall("What's Bo Li's wife's employer?");
  EXPECT_EQ(outcome.kind, OutcomeKind::Answered);
  EXPECT_EQ(outcome.reply, "Nolm");
  EXPECT_EQ(outcome.facts,
            (std::vector<Fact>{{"entities/bo_li.md", 6, "- wife: [[entities/ana_ruiz.md]]"},
                               {"entities/ana_ruiz.md", 2, "- employer: Nolm"}}));
  EXPECT_EQ(outcome.confidence, std::nullopt);
}

TEST_F(UnknownQuestions, TheRelationMayBeSpokenOfInSeveralWays) {
  EXPECT_EQ(reply("my trainer's phone number please"), "555");
  EXPECT_EQ(reply("what is the company of the wife of Bobby"), "Nolm");
  EXPECT_EQ(reply("the shoe size of my mum"), "38");
  EXPECT_EQ(reply("what is my mother's desk"), "12");
}

TEST_F(UnknownQuestions, AWordOfARelationAloneNamesNoNote) {
  write("user.md", "# User\n- father: [[entities/bo_li.md]]\n");
  write("entities/bo_li.md", "# Bo Li\n- phone: 555\n- father: [[entities/kim.md]]\n");
  write("entities/kim.md", "# Kim Dahl\n- phone: 777\n");
  EXPECT_EQ(reply("my father's phone"), "555");
  EXPECT_EQ(reply("my father's father's phone"), "777");
  EXPECT_EQ(reply("my father Bo Li's phone"), "555");
}

TEST_F(UnknownQuestions, ThreeLinksAreFollowedAndFourAreNot) {
  EXPECT_EQ(reply("my trainer's wife's boss's email?"), "k@d.org");
  EXPECT_EQ(reply("my trainer's wife's boss's dentist's shoe size?"), "38");
  EXPECT_EQ(reply("my mum's shoe size?"), "38");
  write("entities/eva.md", "# Eva\n- lawyer: [[entities/zoe.md]]\n");
  write("entities/zoe.md", "# Zoe\n- shoe size: 41\n");
  EXPECT_EQ(reply("Bobby's wife's boss's dentist's shoe size?"), kUnknown);
  EXPECT_EQ(reply("Bobby's wife's boss's dentist's lawyer's shoe size?"), kUnknown);
}

TEST_F(UnknownQuestions, WhoSomebodyIsTellsTheTitle) {
  const Outcome outcome = recall("Who is my trainer's wife's boss?");
  EXPECT_EQ(outcome.reply, "Kim Dahl");
  EXPECT_EQ(outcome.facts.back(), (Fact{"entities/ana_ruiz.md", 4, "- boss: [[entities/kim.md]]"}));
  const Outcome trainer = recall("What is my trainer called?");
  EXPECT_EQ(trainer.reply, "Bo Li");
  EXPECT_EQ(trainer.facts.front().path, "user.md");
  EXPECT_EQ(reply("Bobby, what's the real name?"), "Bo Li");
}

TEST_F(UnknownQuestions, NothingIsSaidOfWhatTheLastNoteDoesNotTell) {
  EXPECT_EQ(reply("What's Bobby's wife's shoe size?"), kUnknown);
  EXPECT_EQ(reply("What's my trainer's wife's old employer?"), kUnknown);
  EXPECT_EQ(reply("Who does my trainer's wife work for?"), kUnknown);
  EXPECT_EQ(reply("Who is my trainer's wife's barber?"), kUnknown);
  EXPECT_EQ(reply("What's the name of the town of my trainer's wife?"), kUnknown);
  EXPECT_EQ(reply("What's Bobby's wife's friend's phone?"), kUnknown);  // She has two.
  EXPECT_EQ(reply("What's Bobby's wife's cat's color?"), kUnknown);     // Its note is gone.
  EXPECT_EQ(reply("Bobby's wife wants my phone, what is it?"), kUnknown);
  EXPECT_EQ(reply("What's the network name of my trainer?"), kUnknown);
  EXPECT_EQ(reply("update my trainer's phone"), kUnknown);
}

TEST_F(UnknownQuestions, WhatAFilterHidesIsNotFollowedAndNotSaid) {
  ASSERT_TRUE(vault().add_filter(vault::FilterKind::Key, "wife"));
  EXPECT_EQ(reply("What's Bobby's wife's employer?"), kUnknown);
  ASSERT_TRUE(vault().add_filter(vault::FilterKind::Key, "shoe size"));
  EXPECT_EQ(reply("What's my mother's shoe size?"), kUnknown);
  EXPECT_EQ(reply("Is my mother's shoe size 38?"), kUnknown);
}

TEST_F(UnknownQuestions, DatesAreCountedFromTheDayOfTheTask) {
  EXPECT_EQ(reply("How old is Ana Ruiz?"), "39 (12 March 1987)");
  EXPECT_EQ(reply("How old is my trainer's wife?"), "39 (12 March 1987)");
  const Outcome outcome = recall("How many days until Ana Ruiz's birthday?");
  EXPECT_EQ(outcome.reply, "109 days (12 March 1987)");
  EXPECT_EQ(outcome.facts,
            (std::vector<Fact>{{"entities/ana_ruiz.md", 3, "- birthday: 12 March 1987"}}));
}

TEST_F(UnknownQuestions, AVerdictIsOnTheNoteThatIsNamed) {
  EXPECT_EQ(reply("Is my trainer's phone 555?"), "Yes, 555");
  EXPECT_EQ(reply("Is my trainer's phone 556?"), "No, 555");
  EXPECT_EQ(reply("Is my trainer's phone new?"), kUnknown);
}

TEST_F(UnknownQuestions, TheSentenceThatAsksIsTriedByItself) {
  EXPECT_EQ(reply("Kudos to Zed for the ride. What's my phone?"), "111");
  EXPECT_EQ(reply("I was with Ana Ruiz today. What is her employer?"), "Nolm");
  EXPECT_EQ(reply("I was with Ana Ruiz today. What is my phone?"), "111");
  EXPECT_EQ(reply("I met Zed. What is the phone?"), kUnknown);
  EXPECT_EQ(reply("Why is it so? What is my phone?"), kUnknown);
}

}  // namespace
}  // namespace tiles::memory
