// SPDX-License-Identifier: Apache-2.0
#include "memory/total_question.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

using Kind = TotalQuestion::Kind;
using Words = std::vector<std::string>;

TEST(TotalQuestion, SumsCountsAndExtremesAreToldApart) {
  EXPECT_EQ(total_question("how much are rent and gym together")->kind, Kind::Sum);
  EXPECT_EQ(total_question("what do the bills come to")->kind, Kind::Sum);
  EXPECT_EQ(total_question("how many hours is it")->kind, Kind::Sum);
  EXPECT_EQ(total_question("how many books have I read")->kind, Kind::Count);
  EXPECT_EQ(total_question("which tour had the most metres")->kind, Kind::Most);
  EXPECT_EQ(total_question("which is the cheapest")->kind, Kind::Least);
  for (const char* message : {"what is my phone number", "how much is the rent", "hello",
                              "what was the most recent invoice"}) {
    EXPECT_FALSE(total_question(message)) << message;
  }
}

TEST(TotalQuestion, WhatItIsAboutHasNoWordsThatOnlyAsk) {
  const auto question =
      total_question("what do the MOT and the wipers cost in total, leave the insurance out");
  ASSERT_TRUE(question);
  EXPECT_EQ(question->wanted, WantedAmount::Money);
  EXPECT_EQ(question->about, (Words{"mot", "wipers"}));
  EXPECT_EQ(question->left_out, (Words{"insurance"}));
  EXPECT_EQ(total_question("how many hours in total")->unit, "min");
  EXPECT_EQ(total_question("how many km altogether")->shown, "km");
}

}  // namespace
}  // namespace tiles::memory
