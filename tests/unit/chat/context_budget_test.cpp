// SPDX-License-Identifier: Apache-2.0
#include "chat/context_budget.h"

#include <gtest/gtest.h>

namespace tiles::chat {
namespace {

BudgetRequest request_with(std::vector<std::size_t> turns) {
  return {.window = 1000,
          .reply = 200,
          .system = 100,
          .newest = 100,
          .turns = std::move(turns),
          .first_kept = 0};
}

TEST(ContextBudget, TurnsThatFitAreAllKept) {
  const Budget budget = plan_budget(request_with({200, 200, 200}));
  EXPECT_TRUE(budget.fits);
  EXPECT_EQ(budget.first_kept, 0U);
  EXPECT_EQ(budget.history, 600U);
  EXPECT_EQ(budget.left_out, 0U);
  EXPECT_EQ(budget.free, 0U);
}

TEST(ContextBudget, OneTokenTooManyLeavesTheOldestOutUntilHalfOfTheRoomIsFree) {
  const Budget budget = plan_budget(request_with({200, 200, 201}));
  EXPECT_TRUE(budget.fits);
  EXPECT_EQ(budget.first_kept, 2U);
  EXPECT_EQ(budget.history, 201U);
  EXPECT_EQ(budget.left_out, 400U);
  EXPECT_EQ(budget.free, 399U);
}

TEST(ContextBudget, WhatWasLeftOutStaysOut) {
  BudgetRequest request = request_with({200, 200, 201, 50});
  request.first_kept = 2;
  const Budget budget = plan_budget(request);
  EXPECT_EQ(budget.first_kept, 2U);
  EXPECT_EQ(budget.history, 251U);
  EXPECT_EQ(budget.left_out, 400U);
}

TEST(ContextBudget, AMessageLargerThanTheWindowDoesNotFit) {
  BudgetRequest request = request_with({});
  request.newest = 700;
  EXPECT_TRUE(plan_budget(request).fits);
  request.newest = 701;
  EXPECT_FALSE(plan_budget(request).fits);
}

TEST(ContextBudget, WithoutRoomNoTurnIsKept) {
  BudgetRequest request = request_with({10, 10});
  request.newest = 700;
  const Budget budget = plan_budget(request);
  EXPECT_EQ(budget.first_kept, 2U);
  EXPECT_EQ(budget.history, 0U);
  EXPECT_EQ(budget.left_out, 20U);
}

}  // namespace
}  // namespace tiles::chat
