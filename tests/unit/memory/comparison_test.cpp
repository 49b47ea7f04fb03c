// SPDX-License-Identifier: Apache-2.0
#include "memory/comparison.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using By = Comparison::By;

TEST(Comparison, WhatIsComparedAndHow) {
  const auto older = comparison_asked_for("who's older, Ana or Ben?");
  ASSERT_TRUE(older);
  EXPECT_EQ(older->by, By::Age);
  EXPECT_TRUE(older->wants_more);
  EXPECT_FALSE(older->asks_for_a_verdict);
  const auto cheaper = comparison_asked_for("Is the gym cheaper than the pool?");
  ASSERT_TRUE(cheaper);
  EXPECT_EQ(cheaper->by, By::Money);
  EXPECT_FALSE(cheaper->wants_more);
  EXPECT_TRUE(cheaper->asks_for_a_verdict);
  EXPECT_EQ(comparison_asked_for("which costs more, Netflix or the gym")->by, By::Money);
  EXPECT_EQ(comparison_asked_for("wer ist älter, Ana oder Ben")->by, By::Age);
  EXPECT_EQ(comparison_asked_for("quem é mais velho, a Ana ou o Rui?")->by, By::Age);
  EXPECT_FALSE(comparison_asked_for("where do I live?"));
  EXPECT_FALSE(comparison_asked_for(""));
}

TEST(Comparison, SidesStandAroundOrAndThan) {
  using Sides = std::vector<std::string_view>;
  EXPECT_EQ(sides_of("which costs more, netflix or the gym?"), (Sides{"netflix", "the gym"}));
  EXPECT_EQ(sides_of("Who is taller Ana or Ben Hale"), (Sides{"Ana", "Ben Hale"}));
  EXPECT_EQ(sides_of("is the gym cheaper than the pool?"), (Sides{"the gym", "the pool"}));
  EXPECT_TRUE(sides_of("who is older?").empty());
}

Quantity amount(std::string_view text, WantedAmount wanted = WantedAmount::Any) {
  return amount_in(text, wanted).value_or(Quantity{Quantity::Kind::Time, -1, ""});
}

TEST(Quantity, AmountsAreReadWithTheirUnits) {
  EXPECT_DOUBLE_EQ(amount("height 1.38 m (Sept 2026)").number, 1.38);
  EXPECT_DOUBLE_EQ(amount("138 cm").number, 1.38);
  EXPECT_EQ(amount("138cm").unit, "m");
  EXPECT_DOUBLE_EQ(amount("1,350.50 EUR").number, 1350.5);
  EXPECT_DOUBLE_EQ(amount("1.350 EUR").number, 1350);
  EXPECT_DOUBLE_EQ(amount("12,99 €").number, 12.99);
  EXPECT_EQ(amount("$19 a month").unit, "usd");
  EXPECT_DOUBLE_EQ(amount("Rent, When 1st, How much 900 EUR", WantedAmount::Money).number, 900);
  EXPECT_DOUBLE_EQ(amount("shoe size 35").number, 35);
  EXPECT_FALSE(amount_in("none at all", WantedAmount::Any));
  EXPECT_FALSE(amount_in("due 2027-02-13 at 12:30", WantedAmount::Any));
  EXPECT_FALSE(amount_in("booking 7731-LX, room A4", WantedAmount::Any));
}

TEST(Quantity, ANumberIsNotCutAtTheBound) {
  const std::string amount = " 1350";
  EXPECT_TRUE(amount_in(std::string(4096 - amount.size(), 'x') + amount, WantedAmount::Any));
  EXPECT_FALSE(amount_in(std::string(4097 - amount.size(), 'x') + amount, WantedAmount::Any));
}

TEST(Quantity, TimesAndDatesAreOthers) {
  EXPECT_DOUBLE_EQ(time_of_day_in("swimming at 16:30 in the pool")->number, 16 * 60 + 30);
  EXPECT_FALSE(time_of_day_in("ratio 25:99"));
  EXPECT_FALSE(time_of_day_in("key: value"));
  EXPECT_DOUBLE_EQ(date_in("born 2 January 1970")->number, 1);
  EXPECT_FALSE(date_in("17 December"));
}

TEST(Quantity, OnlyOfOneKindAndUnitAreSetAgainstEachOther) {
  EXPECT_TRUE(are_comparable(amount("1 m"), amount("90 cm")));
  EXPECT_FALSE(are_comparable(amount("1 m"), amount("3 kg")));
  EXPECT_TRUE(are_comparable(amount("35"), amount("28")));
  EXPECT_FALSE(are_comparable(amount("35"), *date_in("2 January 1970")));
}

TEST(Comparison, TheEarlierBornIsTheOlder) {
  const Comparison age = *comparison_asked_for("who is older, Ana or Ben");
  const auto ana = quantity_of(age, "1984-02-03");
  const auto ben = quantity_of(age, "born 1990-01-01");
  ASSERT_TRUE(ana && ben);
  EXPECT_GT(more_by(age, *ana, *ben), 0);
  EXPECT_GT(more_by(age, *quantity_of(age, "41"), *quantity_of(age, "12")), 0);
}

}  // namespace
}  // namespace tiles::memory
