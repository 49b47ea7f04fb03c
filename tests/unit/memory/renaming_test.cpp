// SPDX-License-Identifier: Apache-2.0
#include "memory/renaming.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using Name = std::optional<std::string>;

const NamedPath kAna{"entities/ana_ruiz.md", "Ana Ruiz"};
const NamedPath kFalcon{"entities/falcon.md", "Falcon"};
const std::vector<NamedPath> kRelations = {{"entities/ana_ruiz.md", "my sister"}};

Name told(std::string_view message, const NamedPath& note = kAna) {
  return new_name_told(message, note, kRelations);
}

TEST(NewNameTold, ReadsHowPeopleSayThatANameChanged) {
  EXPECT_EQ(told("Ana got married, she's Ana Diaz now"), "Ana Diaz");
  EXPECT_EQ(told("Ana Ruiz is now Ana Diaz"), "Ana Diaz");
  EXPECT_EQ(told("my sister's last name is now Diaz, she got married"), "Ana Diaz");
  EXPECT_EQ(told("Ana changed her last name to Diaz-Costa"), "Ana Diaz-Costa");
  EXPECT_EQ(told("please rename Falcon to Blue Osprey", kFalcon), "Blue Osprey");
  EXPECT_EQ(told("Falcon has been renamed to Osprey", kFalcon), "Osprey");
  EXPECT_EQ(told("we changed Falcon's name to Osprey", kFalcon), "Osprey");
  EXPECT_EQ(told("falcon is called \"Osprey\" now", kFalcon), "Osprey");
  EXPECT_EQ(told("Ana heißt jetzt Ana Diaz"), "Ana Diaz");
  EXPECT_EQ(told("Ana se llama ahora Ana Diaz"), "Ana Diaz");
}

TEST(NewNameTold, ASpellingReplacesTheWordThatIsLikeIt) {
  EXPECT_EQ(told("Ana's name, it's spelled Anna by the way"), "Anna Ruiz");
  EXPECT_EQ(told("Ruiz is spelt Ruíz"), "Ana Ruíz");
  EXPECT_EQ(told("Ana Ruiz is spelled Anna Ruíz"), "Anna Ruíz");
  EXPECT_EQ(told("Ana is spelled Bartholomew"), std::nullopt);
  EXPECT_EQ(told("Ana is spelled Max"), std::nullopt);
  EXPECT_EQ(told("Ana's street is spelled Rua Nova"), std::nullopt);
}

TEST(NewNameTold, IsNothingWhereTheNameStaysOrNobodySaysSo) {
  for (const char* message :
       {"my sister is called Ana", "Ana is now Head Nurse", "Ana is now called Ana",
        "should I rename Falcon to Osprey?", "if Ana marries she's Ana Diaz then",
        "Ana goes by Anni now", "Ana is now in Paris", "Ana changed her last name", "Ana's now 30",
        "rename the branch to Osprey", "Ana moved, her city is now Porto"}) {
    EXPECT_EQ(told(message), std::nullopt) << message;
  }
}

TEST(NewNameTold, IsNothingWhereSomebodyElseHasIt) {
  for (const char* message :
       {"Ana got married, her husband's name is Bob", "Ana got a puppy, he's called Rex now",
        "Ana changed schools, the new one is called Oakwood", "Ana renamed her dog to Rex",
        "Ana's husband changed his last name to Diaz", "Ana didn't change her last name to Diaz",
        "Ana is no longer called Ana Diaz", "Ana was formerly called Ana Diaz"}) {
    EXPECT_EQ(told(message), std::nullopt) << message;
  }
}

TEST(NewNameTold, ANameEndsWithItsSentence) {
  EXPECT_EQ(told("Rename Falcon to Osprey. Thanks!", kFalcon), "Osprey");
  EXPECT_EQ(told("my sister's last name is now Diaz. She got married"), "Ana Diaz");
  EXPECT_EQ(told("could you rename Falcon to J. Osprey", kFalcon), "J. Osprey");
}

TEST(NewNameTold, ANameHasFourWordsAtMost) {
  EXPECT_EQ(told("rename Falcon to Blue River Old Mill", kFalcon), "Blue River Old Mill");
  EXPECT_EQ(told("rename Falcon to Blue River Old Mill House", kFalcon), std::nullopt);
}

TEST(NewNameTold, ReadsNoMessageBeyondItsLimit) {
  const std::string told_so = "Ana Ruiz is now Ana Diaz.";
  EXPECT_EQ(told(std::string(300 - told_so.size(), ' ') + told_so), "Ana Diaz");
  EXPECT_EQ(told(std::string(301 - told_so.size(), ' ') + told_so), std::nullopt);
}

}  // namespace
}  // namespace tiles::memory
