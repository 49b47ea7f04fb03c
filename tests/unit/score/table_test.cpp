// SPDX-License-Identifier: Apache-2.0
#include "score/table.h"

#include <gtest/gtest.h>

namespace tiles::score {
namespace {

using std::chrono::milliseconds;

TaskScore score(const std::string& family, const std::string& group, bool is_right,
                milliseconds time = milliseconds(1)) {
  TaskScore one;
  one.family = family;
  one.group = group;
  one.verdict.is_right = is_right;
  one.time = time;
  return one;
}

// 8 of 10: 0.4902 to 0.9433, as in Brown, Cai and DasGupta (2001), table of Wilson's interval.
TEST(Table, IntervalsAreWilsons) {
  const Share share{8, 10};
  EXPECT_DOUBLE_EQ(share.value(), 0.8);
  EXPECT_NEAR(share.low(), 0.4902, 1e-4);
  EXPECT_NEAR(share.high(), 0.9433, 1e-4);
  EXPECT_DOUBLE_EQ((Share{0, 0}.low()), 0);
  EXPECT_DOUBLE_EQ((Share{0, 0}.high()), 1);
}

TEST(Table, AGroupIsRightWhenAllItsTasksAre) {
  const auto rows =
      rows_of({score("clarify", "1", true), score("clarify", "1", false),
               score("clarify", "2", true), score("clarify", "2", true), score("read", "", true)});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].family, "clarify");
  EXPECT_EQ(rows[0].cases.right, 1U);
  EXPECT_EQ(rows[0].cases.of, 2U);
  EXPECT_EQ(rows[0].tasks, 4U);
  EXPECT_EQ(rows[1].cases.right, 1U);
}

TEST(Table, TimesAreTheMedianAndTheOneThatNearlyAllStayWithin) {
  std::vector<TaskScore> scores;
  for (int i = 1; i <= 100; ++i) scores.push_back(score("read", "", true, milliseconds(i)));
  EXPECT_EQ(total_of(scores).median, milliseconds(50));
  EXPECT_EQ(total_of(scores).p95, milliseconds(95));
  EXPECT_EQ(total_of({}).median, milliseconds(0));
}

}  // namespace
}  // namespace tiles::score
