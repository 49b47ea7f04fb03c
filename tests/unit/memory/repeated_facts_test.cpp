// SPDX-License-Identifier: Apache-2.0
#include "memory/repeated_facts.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "support/temporary_directory.h"
#include "vault/vault.h"

namespace tiles::memory {
namespace {

TEST(RepeatedFacts, ALineThatStandsThereIsNotAddedAgain) {
  EXPECT_EQ(without_repeated_lines("# U\n- car: Fiat\n", "# U\n- car: Fiat\n- car: Fiat\n"),
            "# U\n- car: Fiat\n");
  EXPECT_EQ(without_repeated_lines("- uncle: [[a.md]]\n",
                                   "- uncle: [[a.md]]\n- x: 1\n- uncle: [[a.md]]\n"),
            "- uncle: [[a.md]]\n- x: 1\n");
}

TEST(RepeatedFacts, ProseAndWhatStoodTwiceStay) {
  EXPECT_EQ(without_repeated_lines("ok\n", "ok\nok\n"), "ok\nok\n");
  EXPECT_EQ(without_repeated_lines("- a: 1\n- a: 1\n", "- a: 1\n- a: 1\n"), "- a: 1\n- a: 1\n");
  EXPECT_EQ(without_repeated_lines("", "- a: 1\n- a: 1\n"), "- a: 1\n- a: 1\n");
}

class ExistingNote : public ::testing::Test {
 protected:
  // What stands in the note after, or "refused".
  std::string told(std::string_view content, std::string_view message = "my uncle is Zed Quill") {
    const testing::TemporaryDirectory folder;
    const auto vault = vault::Vault::open(folder.path(), clock_).value();
    vault::Transaction first = vault->begin(vault::Access::ReadWrite).value();
    EXPECT_TRUE(
        first.create_file("entities/zed_quill.md", "# Zed Quill\n- phone: 555\n- likes: tea\n"));
    EXPECT_TRUE(first.commit({}));
    vault::Transaction again = vault->begin(vault::Access::ReadWrite).value();
    const bool is_done =
        add_to_existing_note(again, "entities/zed_quill.md", content, message).value();
    return is_done ? again.read_file("entities/zed_quill.md").value() : "refused";
  }

  SystemClock clock_;
};

TEST_F(ExistingNote, WhatItHasIsNotAddedAndWhatItLacksIs) {
  const std::string before = "# Zed Quill\n- phone: 555\n- likes: tea\n";
  EXPECT_EQ(told("# Zed Quill\n"), before);
  EXPECT_EQ(told("# Zed Quill\n- phone: 555\n"), before);
  EXPECT_EQ(told("# zed quill\n- job: nurse\n"), before + "- job: nurse\n");
  EXPECT_EQ(told("# Zed Quill\n- likes: jazz\n"), before + "- likes: jazz\n");
}

TEST_F(ExistingNote, NothingIsDoneWhereItIsNotExact) {
  EXPECT_EQ(told("# Zed Quill\n- phone: 777\n"), "refused");
  EXPECT_EQ(told("# Zed Berg\n- job: nurse\n"), "refused");
  EXPECT_EQ(told("# Zed Quill\nHe is a nurse.\n"), "refused");
  EXPECT_EQ(told("- job: nurse\n"), "refused");
  EXPECT_EQ(told("# Zed Quill\n- job: nurse\n", "I met another Zed Quill"), "refused");
}

}  // namespace
}  // namespace tiles::memory
