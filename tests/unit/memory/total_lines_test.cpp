// SPDX-License-Identifier: Apache-2.0
// With the released reader, which these answers do not need.
#include "memory/total_lines.h"

#include <gtest/gtest.h>

#include "memory/agent.h"
#include "released_reader.h"
#include "scripted_completion.h"
#include "vault_folder.h"

namespace tiles::memory {
namespace {

class Totals : public VaultFolder {
 protected:
  void SetUp() override {
    write("user.md",
          "# User\n- lent: £50 to Bo\n- lent: the tent to Ana\n- lent: £30 to Kim\n"
          "- kids: [[entities/ida.md]], [[entities/max.md]]\n- car: [[entities/fabia.md]]\n\n"
          "## Read in 2026\n- Stillwater\n- The Salt Road\n- Onze cols\n\n"
          "## To do\n- [ ] ring Nuala\n- [x] order hinges\n- [ ] sharpen the plane\n");
    write("entities/ida.md", "# Ida\n- swimming: Sat 9.30, £38/term\n- guitar: Mon, £22/lesson\n");
    write("entities/max.md", "# Max\n- swimming: Sat 10.15, £38/term\n- shoe size: 11\n");
    write("entities/fabia.md",
          "# Fabia\n- MOT: 2026-04-08, £55\n- service: £189\n- insurance: Admiral, £412/year\n"
          "- wipers: £26\n- miles: 51,300\n");
    write("entities/rack.md",
          "# Timber rack\n\n| Wood | Boards | € a board |\n|---|---|---|\n| oak | 14 | 62 |\n"
          "| ash | 9 | 41 |\n| walnut | 5 | 118 |\n");
    write("entities/table.md",
          "# Burke table\n\n## Hours\n- 2026-10-19: 6 h, milling\n- 2026-10-26: 7.5 h, top\n");
  }
  Outcome outcome(std::string_view message) {
    ScriptedCompletion completion({in_house_turn("<reply>I don't know.</reply>")});
    AgentOptions options;
    options.host_first = true;
    options.reader = released_reader;
    vault_ = vault::Vault::open(folder_.path(), clock_).value();
    MemoryAgent agent(completion, *vault_, clock_, options);
    return agent.recall(message).value();
  }
  std::string reply(std::string_view message) { return outcome(message).reply; }

  std::unique_ptr<vault::Vault> vault_;
};

TEST_F(Totals, LinesOfOneKeyOrPlaceAreSummed) {
  EXPECT_EQ(reply("how much money have I lent people in total").substr(0, 7), "80 GBP:");
  EXPECT_EQ(reply("how many hours am I in at on the Burke table").substr(0, 6), "13.5 h");
}

TEST_F(Totals, OnlyWhatTheQuestionNamesIsSummed) {
  EXPECT_EQ(reply("what do the MOT, the service and the wipers of the Fabia come to, "
                  "leave the insurance out")
                .substr(0, 7),
            "270 GBP");
  EXPECT_EQ(reply("what do my kids' swimming lessons come to a term").substr(0, 6), "76 GBP");
}

TEST_F(Totals, OfATableTheColumnThatTheQuestionSpeaksOfCounts) {
  EXPECT_EQ(reply("how many boards are in the timber rack altogether").substr(0, 3), "28:");
  EXPECT_EQ(reply("which wood in the timber rack has the most boards"),
            "oak, Boards 14, € a board 62");
}

TEST_F(Totals, LinesOfAPlaceAreCounted) {
  EXPECT_EQ(reply("how many books did I read in 2026"), "3: Stillwater; The Salt Road; Onze cols");
  EXPECT_EQ(reply("how many tasks have I got"), "2: ring Nuala; sharpen the plane");
}

TEST_F(Totals, WhatHasNoWordsOfTheQuestionIsNotSummed) {
  EXPECT_EQ(reply("how much do my flights cost in total"), "I don't know.");
  EXPECT_EQ(reply("how many bikes have I got"), "I don't know.");
}

TEST_F(Totals, WhatIsSomebodyElsesIsNotTheUsers) {
  write("user.md", "# User\n- sister: [[entities/ida.md]]\n");
  write("entities/ida.md", "# Ida\n\n## Bills\n- gas £50\n- power £30\n");
  EXPECT_EQ(reply("how much are my bills altogether").substr(0, 2), "I ");
  EXPECT_EQ(reply("how much are my sister's bills altogether").substr(0, 7), "80 GBP:");
}

TEST_F(Totals, WordsThatNoLineHasAreNotLeftOut) {
  EXPECT_EQ(reply("how much do the flights of the Fabia cost in total"), "I don't know.");
}

TEST_F(Totals, ThousandsAreOneNumber) {
  write("entities/bills.md",
        "# Invoices\n\n| No | Amount |Sent |\n|---|---|---|\n| 41 | €1,850 | May |\n| 42 | €4,200 "
        "| June |\n");
  EXPECT_EQ(reply("what do the invoices come to in total").substr(0, 9), "6050 EUR:");
}

TEST_F(Totals, MoreLinesThanTheLimitAreNotCounted) {
  std::string text = "# Shelf\n\n## Books\n";
  for (int at = 0; at < 40; ++at) text += "- title " + std::to_string(at) + "\n";
  write("entities/shelf.md", text);
  EXPECT_EQ(reply("how many books are on the shelf"), "40");
  EXPECT_EQ(outcome("how many books are on the shelf").facts.size(), 16U);
  write("entities/shelf.md", text + "- one more\n");
  EXPECT_NE(reply("how many books are on the shelf").substr(0, 1), "4");
}

}  // namespace
}  // namespace tiles::memory
