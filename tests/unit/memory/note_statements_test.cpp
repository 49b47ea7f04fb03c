// SPDX-License-Identifier: Apache-2.0
#include "memory/note_statements.h"

#include <gtest/gtest.h>

#include <string>

#include "memory/words.h"

namespace tiles::memory {
namespace {

std::vector<NoteStatement> statements(const std::string& text) {
  return note_statements({"user.md", text, {}, {}},
                         [](std::string_view, std::string_view) { return std::string(); });
}

// "place|key|value" of each.
std::vector<std::string> said(const std::string& text) {
  std::vector<std::string> all;
  for (const NoteStatement& one : statements(text)) {
    all.push_back(joined(one.place) + "|" + joined(one.line.key) + "|" + one.line.value_text);
  }
  return all;
}

using Said = std::vector<std::string>;

TEST(NoteStatements, AHeadingIsThePlaceOfItsLines) {
  EXPECT_EQ(said("# Me\n- city: Rome\n## My old car!\n- Clio, red\n- reg: 12\n### Fuel\n- diesel\n"
                 "- 50 l\n# Other\nx\n"),
            (Said{"|city|Rome", "my old car||Clio, red", "my old car|reg|12", "fuel||diesel",
                  "fuel||50 l", "||x"}));
}

TEST(NoteStatements, AHeadingIsTheKeyOfTheOnlyLineBelowIt) {
  EXPECT_EQ(said("## City\n\nRome\n## Job\nnurse\n"), (Said{"|city|Rome", "|job|nurse"}));
}

TEST(NoteStatements, AShallowerLineIsThePlaceOfDeeperOnes) {
  EXPECT_EQ(
      said("- dentist: Dr. Sousa\n  - phone: 12\n  - opens at 9\n- cat\n    - Bo\n"),
      (Said{"|dentist|Dr. Sousa", "dentist|phone|12", "dentist||opens at 9", "||cat", "|cat|Bo"}));
}

TEST(NoteStatements, SentencesAreOneEach) {
  const auto found = statements("Born in Sligo. Drinks tea.\n- notes: Is late. Has a dog.\n");
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[1].line.value_text, "Drinks tea.");
  EXPECT_EQ(found[1].line.text, "Born in Sligo. Drinks tea.");
  EXPECT_TRUE(found[1].is_part);
  EXPECT_EQ(joined(found[3].line.key), "notes");
  EXPECT_FALSE(statements("Drinks tea.\n")[0].is_part);
}

TEST(NoteStatements, RowsOfTablesHaveTheWordsOfTheirHead) {
  EXPECT_EQ(
      said("| What | When | How much |\n|---|---|---|\n| Rent | 1st | 900 |\n| Gym | | 30 |\n"),
      (Said{"||Rent, When 1st, How much 900", "||Gym, How much 30"}));
  EXPECT_EQ(said("| what | value |\n|---|---|\n| city | Rome |\n"), (Said{"|city|Rome"}));
  EXPECT_EQ(said("| a | b | c |\n"), (Said{"||a, b, c"}));
}

TEST(NoteStatements, ALineCallsTheNotesItLeadsToByTheWordsBefore) {
  const auto link = [](const std::string& line) { return joined(statements(line).at(0).link); };
  EXPECT_EQ(link("- wife [[entities/ana.md|Ana]], married in 2014"), "wife");
  EXPECT_EQ(link("- two kids: [[a.md]] and [[b.md]]"), "kids");
  EXPECT_EQ(link("- my two kids [[a.md]] and [[b.md]]"), "kids");
  EXPECT_EQ(link("- plays on Mondays, coach is [[c.md]]"), "coach");
  EXPECT_EQ(link("- [[c.md]] called"), "");
  EXPECT_EQ(link("- a very long story about old friends [[c.md]]"), "");
  EXPECT_EQ(link("- no link"), "");
}

TEST(NoteStatements, TheBoxOfATaskIsNoPartOfIt) {
  EXPECT_EQ(said("- [ ] renew passport\n- [x] buy lights\n"),
            (Said{"||renew passport", "||buy lights"}));
}

TEST(NoteStatements, NothingIsNone) {
  EXPECT_TRUE(statements("").empty());
  EXPECT_TRUE(statements("# Me\n\n---\n## Empty\n|---|\n").empty());
}

}  // namespace
}  // namespace tiles::memory
