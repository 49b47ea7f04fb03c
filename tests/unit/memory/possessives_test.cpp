// SPDX-License-Identifier: Apache-2.0
#include "memory/possessives.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

const NameIndex& names() {
  static const NameIndex index({{"entities/ana.md", "Ana Ruiz", {"Nan"}},
                                {"entities/boss.md", "Mrs Moss", {}},
                                {"entities/car.md", "Car", {}}});
  return index;
}

std::string marked(std::string_view message) {
  return with_possessives(message, names(),
                          {{"entities/ana.md", "my sister"}, {"entities/ana.md", "sis"}});
}

TEST(Possessives, ANameAndAnSGetTheirApostrophe) {
  EXPECT_EQ(marked("whats anas number"), "whats ana's number");
  EXPECT_EQ(marked("Anas number and nans cat"), "Ana's number and nan's cat");
  EXPECT_EQ(marked("Ana's number"), "Ana's number");
}

TEST(Possessives, SoDoesARelationOfOneNote) {
  EXPECT_EQ(marked("my sisters phone"), "my sister's phone");
  EXPECT_EQ(marked("ring siss doctor"), "ring sis's doctor");
  EXPECT_EQ(marked("the sisters phone"), "the sisters phone");
  EXPECT_EQ(with_possessives("my sisters phone", names(),
                             {{"entities/ana.md", "my sister"}, {"entities/bo.md", "my sister"}}),
            "my sisters phone");
}

TEST(Possessives, OtherWordsStay) {
  for (const char* message : {"two cars", "moss grows", "my sisters", "as is", "s", "",
                              "Anas moved to Oslo", "the anas came", "pay anas"}) {
    EXPECT_EQ(marked(message), message);
  }
}

TEST(Possessives, ALetterIsNotCut) {
  const NameIndex straus(std::vector<NoteNames>{{"entities/straus.md", "Straus", {}}});
  EXPECT_EQ(with_possessives("Strauß weg", straus, {}), "Strauß weg");
  EXPECT_EQ(with_possessives("STRAUSS weg", straus, {}), "STRAUS'S weg");
}

}  // namespace
}  // namespace tiles::memory
