// SPDX-License-Identifier: Apache-2.0
// With the released reader.
#include "memory/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "memory/agent.h"
#include "released_reader.h"
#include "scripted_completion.h"
#include "vault_folder.h"

namespace tiles::memory {
namespace {

const std::vector<std::string> kLines = {"my city: Lisbon", "my shoe size: 38", "my job: nurse",
                                         "Ana Reed's job: baker"};

std::vector<double> read(std::string_view message) {
  return released_reader().value()->read(message, kLines).value();
}

TEST(Reader, TheLineThatAnswersIsLikeliest) {
  EXPECT_GT(read("which town do I live in?")[0], 0.6);
  EXPECT_GT(read("what size shoes do I take?")[1], 0.6);
  EXPECT_GT(read("what does Ana Reed do for work?")[3], 0.6);
}

TEST(Reader, WhatIsMissingToOneIsThatNoneAnswers) {
  const auto found = read("tell me a joke");
  EXPECT_LT(std::accumulate(found.begin(), found.end(), 0.0), 0.4);
}

TEST(Reader, LinesBeyondARowAreReadToo) {
  std::vector<std::string> lines(100, "my favorite film: a film with a name of many words");
  lines.emplace_back("my city: Lisbon");
  const auto found = released_reader().value()->read("which town do I live in?", lines).value();
  ASSERT_EQ(found.size(), 101U);
  EXPECT_GT(found[100], 0.6);
  EXPECT_TRUE(released_reader().value()->read("hello", {}).value().empty());
}

TEST(Reader, OnlyTheLikeliestLinesAreReadAgain) {
  std::vector<std::string> lines = kLines;
  for (int i = 0; i < 12; ++i) lines.push_back("my favorite film: Paris " + std::to_string(i));
  const auto found = released_reader().value()->read("which town do I live in?", lines).value();
  EXPECT_GT(found[0], 0.6);
  EXPECT_EQ(std::ranges::count(found, 0.0), static_cast<std::ptrdiff_t>(lines.size()) - 10);
}

TEST(Reader, TheOrderOfLinesMattersLittle) {
  std::vector<std::string> lines(kLines.rbegin(), kLines.rend());
  const auto found =
      released_reader().value()->read("what does Ana Reed do for work?", lines).value();
  const auto before = read("what does Ana Reed do for work?");
  for (std::size_t at = 0; at < lines.size(); ++at) {
    EXPECT_NEAR(found[at], before[lines.size() - 1 - at], 1e-3);
  }
}

TEST(Reader, WhatIsToldBehindManyLinesIsFound) {
  const std::vector<std::string> owners = {"my note"};
  std::vector<std::string> lines(60, "my favorite film: a film with a name of many words");
  lines.emplace_back("my city: Lisbon");
  const auto found =
      released_reader().value()->find_edit("I live in Porto now", owners, lines).value();
  EXPECT_EQ(found.action, FoundEdit::Action::Replace);
  EXPECT_EQ(found.part, 61U);
  EXPECT_EQ(found.value, "Porto");
  EXPECT_GT(found.told, 0.9);
  EXPECT_LT(found.nothing, 0.1);
}

TEST(Reader, WhereThereIsNoPartNothingIsChanged) {
  const auto found = released_reader().value()->find_edit("I live in Porto now", {}, {}).value();
  EXPECT_EQ(found.nothing, 1);
  EXPECT_EQ(found.told, 0);
  EXPECT_EQ(found.probability, 0);
}

TEST(Reader, LongTextsAreCut) {
  const std::vector<std::string> lines = {std::string(100'000, 'x'), "my city: Lisbon"};
  const std::string message = "which town do I live in? " + std::string(3'000, 'y');
  EXPECT_EQ(released_reader().value()->read(message, lines).value().size(), 2U);
}

TEST(Reader, AnotherModelIsNone) {
  const auto model = engine::Model::load_bytes(embedded_model()).value();
  const auto reader = Reader::create(model);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code(), ErrorCode::Unsupported);
}

// The model knows nothing: what is answered is the reader's.
class ReaderFirst : public VaultFolder {
 protected:
  void SetUp() override {
    write("user.md", "# User\n- city: Lisbon\n- sister: [[entities/ana.md]]\n- born: 1985-04-12\n");
    write("entities/ana.md",
          "# Ana Reed\n- job: nurse\n- plays: cello\n- child: Bo\n- child: Ida\n");
  }
  Outcome recall(std::string_view message, double confidence_min = 0) {
    completion_ = std::make_unique<ScriptedCompletion>(
        std::vector<ScriptedCompletion::Events>{in_house_turn("<reply>I don't know.</reply>")});
    AgentOptions options;
    options.host_first = true;
    options.reader = released_reader;
    options.confidence_min = confidence_min;
    options.reader_decides = reader_decides_;
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    return MemoryAgent(*completion_, *vault_, clock_, options).recall(message).value();
  }

  bool reader_decides_ = false;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<ScriptedCompletion> completion_;
};

TEST_F(ReaderFirst, WhatItFindsNothingForIsUnknownWhereItDecides) {
  EXPECT_EQ(recall("what is the capital of Peru?").kind, OutcomeKind::Unknown);
  EXPECT_EQ(completion_->requests.size(), 1U);
  reader_decides_ = true;
  EXPECT_EQ(recall("what is the capital of Peru?").reply, "I don't know.");
  EXPECT_TRUE(completion_->requests.empty());
}

TEST_F(ReaderFirst, SomebodyWhomNobodyNamesIsAskedFor) {
  reader_decides_ = true;
  const Outcome outcome = recall("quick, what was her number again");
  EXPECT_EQ(outcome.kind, OutcomeKind::Clarify);
  EXPECT_EQ(outcome.reply, "Who do you mean?");
}

TEST_F(ReaderFirst, AnAgeMayBeAskedForWithoutAnApostropheOrOld) {
  write("entities/ana.md", "# Ana Reed\n- born: 2000-01-01\n");
  const std::string today = "\n\n(today is 2026-11-30)";
  EXPECT_EQ(recall("what age is ana" + today).reply, "26 (2000-01-01)");
  EXPECT_EQ(recall("whats anas age now" + today).reply, "26 (2000-01-01)");
}

TEST_F(ReaderFirst, BirthsOfAMonthAreGathered) {
  write("entities/ana.md", "# Ana Reed\n- born: 2 March 1993\n");
  write("entities/kim.md", "# Kim Dahl\nBorn 19 March 1989 in Oslo.\n");
  write("entities/bo.md", "# Bo\n- born: 4 April 1990\n");
  EXPECT_EQ(recall("whose birthdays are in March?").reply,
            "Ana Reed (2 March 1993), Kim Dahl (Born 19 March 1989 in Oslo.)");
  EXPECT_EQ(recall("who gave me the bike for my birthday in March").kind, OutcomeKind::Unknown);
}

TEST_F(ReaderFirst, AnAgeIsOfTheNoteWhateverYearStandsInATitle) {
  write("entities/ana.md", "# Ana Reed\n- born: 2000-01-01\n");
  write("entities/trip.md", "# Summer 2026\n- hotel: Sol\n");
  EXPECT_EQ(recall("how old is Ana\n\n(today is 2026-11-30)").reply, "26 (2000-01-01)");
}

TEST_F(ReaderFirst, AnAnswerRestsOnItsLine) {
  const Outcome outcome = recall("what does my sister do for work?");
  EXPECT_EQ(outcome.kind, OutcomeKind::Answered);
  EXPECT_EQ(outcome.reply, "nurse");
  EXPECT_EQ(outcome.facts, (std::vector<Fact>{{"entities/ana.md", 2, "- job: nurse"}}));
  EXPECT_GE(outcome.confidence.value_or(0), kReaderConfidenceMin);
  EXPECT_TRUE(completion_->requests.empty());
}

TEST_F(ReaderFirst, BelowTheThresholdOfAnswersItIsUnsure) {
  const Outcome outcome = recall("what does my sister do for work?", 1);
  EXPECT_EQ(outcome.kind, OutcomeKind::Unsure);
  EXPECT_EQ(outcome.reply, "I am not sure. The notes say:\n- job: nurse");
}

TEST_F(ReaderFirst, AllLinesOfAKeyAreTold) {
  EXPECT_EQ(recall("what are Ana's children called?").reply, "Bo, Ida");
}

TEST_F(ReaderFirst, WhatALinkAloneLeadsToIsNotTheUsers) {
  EXPECT_EQ(recall("what do I do for work?").kind, OutcomeKind::Unknown);
  EXPECT_EQ(recall("what does my sister do for work?").reply, "nurse");
}

TEST_F(ReaderFirst, WhatIsTheUsersIsNobodyElses) {
  EXPECT_EQ(recall("which town do I live in?").reply, "Lisbon");
  EXPECT_EQ(recall("which town does Ana Reed live in?").kind, OutcomeKind::Unknown);
}

TEST_F(ReaderFirst, WhatNoLineAnswersIsLeftToTheModel) {
  const Outcome outcome = recall("how do I boil an egg?");
  EXPECT_EQ(outcome.kind, OutcomeKind::Unknown);
  EXPECT_EQ(completion_->requests.size(), 1U);
}

TEST_F(ReaderFirst, NotesAreReadInWhateverStyleTheyAreKept) {
  write("user.md",
        "# Me\n## Car\n- Toyota Corolla, silver\n- insured with Liberty\n## Money\n"
        "| What | When | How much |\n|---|---|---|\n| Rent | 1st | 1350 EUR |\n");
  write("entities/ana.md", "# Ana Reed\n\nBorn in Sligo. Drinks oat-milk lattes.\n");
  EXPECT_EQ(recall("which company is my car insured with?").reply, "insured with Liberty");
  EXPECT_EQ(recall("how much rent do I pay?").reply, "Rent, When 1st, How much 1350 EUR");
  EXPECT_EQ(recall("where was Ana born?").reply, "Born in Sligo.");
}

TEST_F(ReaderFirst, OfTwoTheHostComparesTheLines) {
  write("entities/ana.md", "# Ana Reed\n- job: nurse\n- born: 1984-02-03\n");
  write("entities/bo.md", "# Bo Lind\n- job: baker\n- birthday: 1 May 1990\n");
  const Outcome older = recall("who is older, Ana Reed or Bo Lind?");
  EXPECT_EQ(older.reply, "Ana Reed (1984-02-03), Bo Lind (1 May 1990)");
  EXPECT_EQ(older.facts.size(), 2U);
  EXPECT_EQ(recall("Is Bo Lind older than Ana Reed?").reply,
            "No: Ana Reed (1984-02-03), Bo Lind (1 May 1990)");
  EXPECT_EQ(recall("Is Ana Reed older than Bo Lind?").reply,
            "Yes: Ana Reed (1984-02-03), Bo Lind (1 May 1990)");
}

TEST_F(ReaderFirst, TimeIsCountedFromTheLine) {
  write("user.md", "# Me\n- our trip to Rome starts on 2030-01-02\n");
  const Outcome outcome = recall("how many days until the trip to Rome?\n\n(today is 2029-12-30)");
  EXPECT_EQ(outcome.reply, "3 days (2030-01-02)");
}

TEST_F(ReaderFirst, AnAgeIsOfNobodyElse) {
  write("entities/ana.md", "# Ana Reed\n- born in Sligo on 9 April 1986\n- house: blue\n");
  EXPECT_EQ(recall("how old will Ana be next birthday?\n\n(today is 2026-11-30)").reply,
            "41 (9 April 1986)");
  for (const char* message : {"how old is Ana's house?", "how old is the brother of Ana Reed?",
                              "how old is the car that I drive?"}) {
    EXPECT_EQ(recall(message).reply.find("1986"), std::string::npos) << message;
    EXPECT_EQ(recall(message).reply.find("1985"), std::string::npos) << message;
  }
}

TEST_F(ReaderFirst, WhatALineCallsSoIsCounted) {
  write("user.md", "# Me\n- two kids: [[entities/ana.md]] and [[entities/bo.md]]\n");
  write("entities/bo.md", "# Bo\n");
  const Outcome outcome = recall("how many kids do I have?");
  EXPECT_EQ(outcome.reply, "2: Ana Reed and Bo");
  EXPECT_EQ(recall("what are my kids called?").reply, "Ana Reed and Bo");
}

TEST_F(ReaderFirst, OfNotesThatAreCalledAlikeItAsksWhichOne) {
  write("entities/ana_moss.md", "# Ana Moss\n- job: pilot\n");
  const Outcome outcome = recall("what does Ana do for work?");
  EXPECT_EQ(outcome.kind, OutcomeKind::Clarify);
  EXPECT_EQ(outcome.reply, "Ana Reed or Ana Moss?");
  EXPECT_TRUE(completion_->requests.empty());
  EXPECT_EQ(recall("what does Ana play?").reply, "cello");
}

TEST_F(ReaderFirst, WhatIsHiddenIsNotRead) {
  ASSERT_TRUE(vault::Vault::open(folder_.path(), clock_)
                  .value()
                  ->add_filter(vault::FilterKind::Key, "city"));
  EXPECT_EQ(recall("which town do I live in?").kind, OutcomeKind::Unknown);
}

}  // namespace
}  // namespace tiles::memory
