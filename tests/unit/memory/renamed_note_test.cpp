// SPDX-License-Identifier: Apache-2.0
#include "memory/renamed_note.h"

#include <gtest/gtest.h>

#include "memory/agent.h"
#include "scripted_completion.h"
#include "vault_folder.h"

namespace tiles::memory {
namespace {

class NamesThatChange : public VaultFolder {
 protected:
  void SetUp() override {
    write("user.md", "# User\n- sister: [[entities/ana_ruiz.md|Ana Ruiz]]\n");
    write("entities/ana_ruiz.md", "# Ana Ruiz\n- full name: Ana Ruiz\n- city: Oslo\n");
    write("entities/bill.md", "# Bill\n- plays: drums\n- city: Cork\n");
    write("entities/william_hale.md", "# William Hale\n- phone: 555\n- city: Cork\n");
    write("band.md", "with [[bill]] on drums\n");
  }
  Outcome remember(std::string_view message) {
    ScriptedCompletion completion({in_house_turn("<reply>Nothing to save.</reply>")});
    AgentOptions options;
    options.host_first = true;
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    MemoryAgent agent(completion, *vault_, clock_, options);
    return agent.remember(message).value();
  }
  bool exists(const std::string& path) const {
    return std::filesystem::exists(folder_.path() / path);
  }

  std::unique_ptr<vault::Vault> vault_;
};

TEST_F(NamesThatChange, ANewNameMovesTheNoteAndItsLinks) {
  EXPECT_EQ(remember("Ana got married, she's Ana Diaz now").kind, OutcomeKind::Remembered);
  EXPECT_FALSE(exists("entities/ana_ruiz.md"));
  EXPECT_EQ(read("entities/ana_diaz.md"), "# Ana Diaz\n- full name: Ana Diaz\n- city: Oslo\n");
  EXPECT_EQ(read("user.md"), "# User\n- sister: [[entities/ana_diaz.md|Ana Diaz]]\n");
}

TEST_F(NamesThatChange, ANoteOfTheNewNameIsNotOverwritten) {
  write("entities/ana_diaz.md", "# Ana Diaz\n- city: Bonn\n");
  EXPECT_NE(remember("my sister's last name is now Diaz").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("entities/ana_diaz.md"), "# Ana Diaz\n- city: Bonn\n");
  EXPECT_TRUE(exists("entities/ana_ruiz.md"));
}

TEST_F(NamesThatChange, TwoNotesOfOneBecomeOneThatHasBothNames) {
  EXPECT_EQ(remember("Bill and William Hale are the same person").kind, OutcomeKind::Remembered);
  EXPECT_FALSE(exists("entities/bill.md"));
  EXPECT_EQ(read("entities/william_hale.md"),
            "---\naliases: [\"Bill\"]\n---\n# William Hale\n- phone: 555\n- city: Cork\n"
            "- plays: drums\n");
  EXPECT_EQ(read("band.md"), "with [[william_hale]] on drums\n");
}

TEST_F(NamesThatChange, NotesThatSayOtherNumbersStayTwo) {
  write("entities/bill.md", "# Bill\n- phone: 777\n");
  EXPECT_NE(remember("Bill and William Hale are the same person").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("entities/bill.md"), "# Bill\n- phone: 777\n");
  EXPECT_EQ(read("band.md"), "with [[bill]] on drums\n");
}

TEST_F(NamesThatChange, ANoteThatLinksThereAndIsNoTextKeepsTheName) {
  write("band.md", "with [[ana_ruiz]] \xff\n");
  EXPECT_NE(remember("Ana got married, she's Ana Diaz now").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("band.md"), "with [[ana_ruiz]] \xff\n");
  EXPECT_TRUE(exists("entities/ana_ruiz.md"));
}

TEST_F(NamesThatChange, WhatHasAPlaceIsTakenOverAsItStands) {
  write("entities/bill.md", "# Bill\n\n## Work\n- city: Cork\n\nsee [[bill#Work]]\n");
  write("entities/william_hale.md", "# William Hale\n- city: Cork\n\n## Home\n- cat\n");
  EXPECT_EQ(remember("Bill and William Hale are the same person").kind, OutcomeKind::Remembered);
  EXPECT_EQ(read("entities/william_hale.md"),
            "---\naliases: [\"Bill\"]\n---\n# William Hale\n- city: Cork\n\n## Home\n- cat\n"
            "## Work\n- city: Cork\n\nsee [[william_hale#Work]]\n");
}

TEST_F(NamesThatChange, ANameThatCannotBeKeptKeepsTheNotesApart) {
  write("entities/bill.md", "# Bill \"Bo\"\n- plays: drums\n");
  EXPECT_NE(remember("William Hale and Bill Bo are the same person").kind, OutcomeKind::Remembered);
  EXPECT_TRUE(exists("entities/bill.md"));
}

TEST_F(NamesThatChange, AMergeCanBeUndone) {
  ASSERT_EQ(remember("merge Bill into William Hale").kind, OutcomeKind::Remembered);
  const std::string id = vault_->log(1).value().front().id;
  ASSERT_TRUE(vault_->undo(id, {}).has_value());
  EXPECT_EQ(read("entities/bill.md"), "# Bill\n- plays: drums\n- city: Cork\n");
  EXPECT_EQ(read("band.md"), "with [[bill]] on drums\n");
}

}  // namespace
}  // namespace tiles::memory
