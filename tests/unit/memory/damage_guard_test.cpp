// SPDX-License-Identifier: Apache-2.0
#include "memory/damage_guard.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

std::string title_of(std::string_view target, std::string_view) {
  if (target.starts_with("entities/tom_reed_2")) return "Tom Reed";
  if (target.starts_with("entities/tom_reed")) return "Tom Reed";
  return target.starts_with("entities/ana") ? "Ana Ruiz" : "";
}

std::vector<std::string> lost(std::string_view message, std::string before, std::string after) {
  std::vector<std::string> lines;
  for (const LostLine& line : unspoken_losses({{"user.md", std::move(before), std::move(after)}},
                                              {message, {}}, title_of)) {
    lines.push_back(line.text);
  }
  return lines;
}

using Lines = std::vector<std::string>;

const std::vector<NamedPath> kBothToms = {{"entities/tom_reed.md", "Tom Reed"},
                                          {"entities/tom_reed_2.md", "Tom Reed"}};
const std::vector<NamedPath> kAna = {{"entities/ana.md", "Ana Ruiz"}};

TEST(DamageGuard, AnAddedLineLosesNothing) {
  EXPECT_EQ(lost("hm", "# User\n- city: Rome\n", "# User\n- city: Rome\n- car: Fiat\n"), Lines());
}

TEST(DamageGuard, ANewValueOfTheKeyThatTheMessageGivesIsAChange) {
  EXPECT_EQ(lost("I moved to Oslo", "- city: Rome\n", "- city: Oslo\n"), Lines());
  EXPECT_EQ(lost("Ich wohne jetzt in Oslo.", "- city: Rome\n", "- city: Oslo\n"), Lines());
  EXPECT_EQ(lost("オスロに引っ越した", "- city: ローマ\n", "- city: オスロ\n"), Lines());
}

TEST(DamageGuard, AValueThatNobodyGaveIsALoss) {
  EXPECT_EQ(lost("hello there", "- city: Rome\n", "- city: Oslo\n"), Lines{"- city: Rome"});
}

TEST(DamageGuard, ALineThatGivesWayToAnotherKeyIsALoss) {
  EXPECT_EQ(lost("I bought a Volvo", "- city: Rome\n", "- car: Volvo\n"), Lines{"- city: Rome"});
}

TEST(DamageGuard, TheKeyThatTheMessageNamesIsMeantAndNotItsNeighbour) {
  const std::string before = "- gate code: 4711\n- wifi code: 1234\n";
  EXPECT_EQ(lost("my gate code is 999 now", before, "- gate code: 999\n- wifi code: 1234\n"),
            Lines());
  EXPECT_EQ(lost("my gate code is 999 now", before, "- gate code: 4711\n- wifi code: 999\n"),
            Lines{"- wifi code: 1234"});
}

TEST(DamageGuard, WhatTheMessageSpeaksOfCanBeTakenBack) {
  EXPECT_EQ(lost("I sold the car", "- car: Volvo\n- city: Rome\n", "- city: Rome\n"), Lines());
  EXPECT_EQ(lost("the Volvo is gone", "- car: Volvo\n", ""), Lines());
  EXPECT_EQ(lost("I quit smoking", "- smoker: yes\n", "- smoker: no\n"), Lines());
  EXPECT_EQ(lost("I sold the car", "- car: Volvo\n- city: Rome\n", ""), Lines{"- city: Rome"});
}

TEST(DamageGuard, OneNewValueStandsForOneOldOne) {
  EXPECT_EQ(lost("my phone is 555 now", "- phone: 111\n- phone: 222\n", "- phone: 555\n"),
            Lines{"- phone: 222"});
}

TEST(DamageGuard, ALineThatGoesOnOrWasLaidOutAnewIsKept) {
  EXPECT_EQ(lost("also trains", "- likes: diggers\n", "- likes: diggers, trains\n"), Lines());
  EXPECT_EQ(lost("hm", "* city: Rome\n", "- **city**: Rome\n"), Lines());
}

TEST(DamageGuard, AStemIsEnoughButNumbersAreWhole) {
  EXPECT_EQ(lost("no allergies any more", "- allergy: nuts\n", ""), Lines());
  EXPECT_EQ(lost("forget 47119", "- note: 4711\n", ""), Lines{"- note: 4711"});
}

TEST(DamageGuard, AKeyHasOtherNamesInOtherLanguagesToo) {
  EXPECT_EQ(lost("Delete my pastime", "- hobby: chess\n", ""), Lines());
  EXPECT_EQ(lost("Ich habe kein Auto mehr", "- car: Volvo\n", ""), Lines());
  EXPECT_EQ(lost("趣味は忘れて", "- hobby: chess\n", ""), Lines());
  EXPECT_EQ(lost("Delete my pastime", "- car: Volvo\n", ""), Lines{"- car: Volvo"});
}

TEST(DamageGuard, OtherStylesOfNotesHaveKeysToo) {
  EXPECT_EQ(lost("forget my hobby", "> Hobby: chess\n", ""), Lines());
  EXPECT_EQ(lost("forget my hobby", "Hobby\n: chess\n\nCar\n: Fiat\n", "Car\n: Fiat\n"), Lines());
  EXPECT_EQ(lost("forget my car", "Hobby\n: chess\n", ""), (Lines{": chess"}));
  EXPECT_EQ(lost("forget my hobby", "## Hobby\nchess\n## Car\nFiat\n", "## Car\nFiat\n"), Lines());
  EXPECT_EQ(lost("forget my hobby", "| hobby | chess |\n", ""), Lines());
  EXPECT_EQ(lost("forget my hobby", "hobby:: chess\n", ""), Lines());
}

TEST(DamageGuard, TheKeyThatTheMessageNamesMustBeTheOneThatChanges) {
  EXPECT_EQ(lost("my phone is 555", "- phone: 1\n- age: 5\n", "- phone: 1\n- age: 555\n"),
            Lines{"- age: 5"});
}

TEST(DamageGuard, ProseAndTablesChangeByWhatTheMessageSays) {
  EXPECT_EQ(
      lost("he moved to Porto", "He lives in Oslo with Ana.\n", "He lives in Porto with Ana.\n"),
      Lines());
  EXPECT_EQ(lost("hm", "He lives in Oslo with Ana.\n", "He lives in Porto with Ana.\n"),
            Lines{"He lives in Oslo with Ana."});
  EXPECT_EQ(lost("it is Porto", "| city | Oslo |\n", "| city | Porto |\n"), Lines());
}

TEST(DamageGuard, AHeadingTakesTheNameThatTheMessageGives) {
  EXPECT_EQ(lost("Ana is called Diaz now", "# Ana Ruiz\n- a: b\n", "# Ana Diaz\n- a: b\n"),
            Lines());
  EXPECT_EQ(lost("hm", "# Ana Ruiz\n", "# Bo Li\n"), Lines{"# Ana Ruiz"});
}

TEST(DamageGuard, AMoveAndAMergeLoseNothing) {
  const std::vector<vault::Change> moved = {
      {"user.md", "# User\n- desk: 7\n", "# User\n"},
      {"entities/ana.md", "# Ana Ruiz\n", "# Ana Ruiz\n- desk: 7\n"}};
  EXPECT_TRUE(unspoken_losses(moved, {"hm", {}}, title_of).empty());
  const std::vector<vault::Change> merged = {
      {"entities/tom_reed.md", "# Tom Reed\n- job: nurse\n",
       "# Tom Reed\n- job: nurse\n- car: Fiat\n"},
      {"entities/tom_reed_2.md", "# Tom Reed\n- car: Fiat\n- job: nurse\n", std::nullopt},
      {"user.md", "- uncle: [[entities/tom_reed_2.md]]\n", "- uncle: [[entities/tom_reed.md]]\n"}};
  EXPECT_TRUE(unspoken_losses(merged, {"these two are one", kBothToms}, title_of).empty());
}

TEST(DamageGuard, ANoteGoesOnlyWhenItIsNamed) {
  const std::vector<vault::Change> gone = {
      {"entities/ana.md", "# Ana Ruiz\n- phone: 555\n", std::nullopt}};
  EXPECT_TRUE(unspoken_losses(gone, {"forget Ana Ruiz", kAna}, title_of).empty());
  EXPECT_EQ(unspoken_losses(gone, {"forget all that", {}}, title_of),
            (std::vector<LostLine>{{"entities/ana.md", "- phone: 555"}}));
}

TEST(DamageGuard, ADateOrALinkGivesWayToAWordOnlyWhenItsKeyIsSpokenOf) {
  const std::string birthday = "- birthday: 2003-11-05\n";
  EXPECT_EQ(lost("she is vegan since new year", birthday, "- birthday: vegan\n"),
            Lines{"- birthday: 2003-11-05"});
  EXPECT_EQ(lost("her birthday is unknown", birthday, "- birthday: unknown\n"), Lines());
  EXPECT_EQ(lost("on 5 November 2004, not 2003", birthday, "- birthday: 5 November 2004\n"),
            Lines());
  const std::string school = "- school: [[entities/ana.md]]\n";
  EXPECT_EQ(lost("it's peanuts only", school, "- school: peanuts\n"),
            Lines{"- school: [[entities/ana.md]]"});
  EXPECT_EQ(lost("his school is Dr. Wu's now", school, "- school: Dr. Wu's\n"), Lines());
  EXPECT_EQ(lost("Tom Reed, not Ana", school, "- school: [[entities/tom_reed.md]]\n"), Lines());
}

TEST(DamageGuard, AMergeThatDropsWhatTheOtherNoteHeldIsALoss) {
  const std::vector<vault::Change> dropped = {
      {"entities/tom_reed_2.md", "# Tom Reed\n- car: Fiat\n", std::nullopt}};
  EXPECT_EQ(unspoken_losses(dropped, {"both Tom Reed notes are one man", kBothToms}, title_of),
            (std::vector<LostLine>{{"entities/tom_reed_2.md", "- car: Fiat"}}));
  EXPECT_TRUE(unspoken_losses(
                  dropped, {"forget Tom Reed", {{"entities/tom_reed_2.md", "Tom Reed"}}}, title_of)
                  .empty());
}

}  // namespace
}  // namespace tiles::memory
