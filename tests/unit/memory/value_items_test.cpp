// SPDX-License-Identifier: Apache-2.0
#include "memory/value_items.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

std::string without(std::string_view value, std::string_view message, bool has_opening = false) {
  return without_spoken_items(value, message, has_opening).value_or("-");
}

std::string with(std::string_view value, std::string_view message, std::string_view number) {
  return with_spoken_item(value, message, number).value_or("-");
}

TEST(ValueItems, CommasAndAndPartThem) {
  using Items = std::vector<std::string_view>;
  EXPECT_EQ(value_items("penicillin, nuts and bee stings"),
            (Items{"penicillin", "nuts", "bee stings"}));
  EXPECT_EQ(value_items("UK 10; shoes 39"), (Items{"UK 10", "shoes 39"}));
  EXPECT_EQ(value_items("Oslo"), (Items{"Oslo"}));
  EXPECT_TRUE(value_items("").empty());
}

TEST(ValueItems, OnlyWhatIsSpokenOfGoes) {
  EXPECT_EQ(without("penicillin and bee stings", "I'm not allergic to bee stings"), "penicillin");
  EXPECT_EQ(without("penicillin and bee stings", "no allergy any more"), "");
  EXPECT_EQ(without("penicillin and bee stings", "neither penicillin nor bee stings"), "");
  EXPECT_EQ(without("climbing", "Ana stopped climbing"), "");
  EXPECT_EQ(without("red wine and beer", "no wine"), "-");  // Of an item in part.
  EXPECT_EQ(without("allergic to nuts and dust", "not allergic to dust", true), "allergic to nuts");
  EXPECT_EQ(without("allergic to nuts and dust", "not allergic to nuts", true), "-");
}

TEST(ValueItems, AnotherNumberTakesThePlaceInItsItem) {
  EXPECT_EQ(with("UK 10, shoes 39", "she takes size 40 shoes now", "40"), "UK 10, shoes 40");
  EXPECT_EQ(with("UK 10, shoes 39", "her shoes are red", "red"), "-");
  EXPECT_EQ(with("UK 10, shoes 39", "UK 12 and shoes 40", "40"), "-");
  EXPECT_EQ(with("shoes 39 or 40, hat M", "shoes 41", "41"), "-");
  EXPECT_EQ(with("Rua Nova 3, Porto", "moved to Rua Velha 4", "Rua Velha 4"), "");
  EXPECT_EQ(with("Rua Nova 3, Porto", "moved to Avenida Velha 4", "Avenida Velha 4"), "");
  EXPECT_EQ(with("tea, milk", "tea and sugar", "tea and sugar"), "");
  EXPECT_EQ(with("39", "40", "40"), "");
}

std::string numbers(std::string_view said, std::string_view message, std::string_view value) {
  const auto found = new_number(said, message, value);
  return found ? std::string(found->old_number) + " " + std::string(found->number) : "-";
}

TEST(ValueItems, ANumberTakesThePlaceOfTheOneThatIsSpokenOf) {
  EXPECT_EQ(numbers("day rate 280", "my day rate is 320 from now on", "320"), "280 320");
  EXPECT_EQ(numbers("rent 870, due on the 8th", "rent went up to 910", "910"), "870 910");
  EXPECT_EQ(numbers("Costs 1,050 a week.", "it costs 1,120 a week now", "1,120"), "1,050 1,120");
  EXPECT_EQ(numbers("subs: Spotify 7, Adobe 62", "both went up to 70", "70"), "-");
  EXPECT_EQ(numbers("rent 870, due on the 8th", "it went up to 910", "910"), "-");
  EXPECT_EQ(numbers("rent 870", "moved to 12 Rua Nova de Baixo now", "12 Rua Nova de Baixo"), "-");
  EXPECT_EQ(numbers("from 8 to 10", "open from 9", "9"), "-");
  EXPECT_EQ(numbers("no number", "now 9", "9"), "-");
  EXPECT_EQ(numbers("dentist Tuesday at 10", "moved to Thursday at 3", "Thursday at 3"), "-");
  EXPECT_EQ(numbers("5 Oak Lane", "moved to 12 Main Street", "12 Main Street"), "-");
  EXPECT_EQ(numbers("exam on 3 April", "it is on 12 May", "12 May"), "-");
  EXPECT_EQ(numbers("desk in room B12", "desk C7 now", "C7"), "-");
  EXPECT_EQ(numbers("desk in room B12", "desk 7 now", "7"), "-");
  EXPECT_EQ(numbers("870 a month", "it is 910 a month", "910 a month"), "870 910");
}

TEST(ValueItems, ANumberThatNobodySpeaksOfIsUnsaid) {
  EXPECT_TRUE(has_unsaid_number("rent 870, due on the 8th", "the rent of 870 went up"));
  EXPECT_FALSE(has_unsaid_number("rent 870", "rent of 870"));
  EXPECT_FALSE(has_unsaid_number("no number", ""));
}

}  // namespace
}  // namespace tiles::memory
