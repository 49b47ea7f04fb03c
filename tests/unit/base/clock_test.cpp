// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <gtest/gtest.h>

namespace tiles {
namespace {

TEST(Clock, TimesComeBack) {
  for (const std::string_view text : {"1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z",
                                      "2026-11-29T18:45:00.001Z", "9999-12-31T00:00:00.000Z"}) {
    const auto time = parse_time(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(format_time(*time), text);
  }
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.500Z")->time_since_epoch().count(), 1500);
}

TEST(Clock, WhatIsNoTimeIsNone) {
  for (const std::string_view text :
       {"", "1970-01-01", "2023-02-29T00:00:00.000Z", "2023-13-01T00:00:00.000Z",
        "2023-01-01T24:00:00.000Z", "2023-01-01T00:60:00.000Z", "2023-01-01T00:00:60.000Z",
        "2023-01-01T00:00:00.000z", "2023-01-01 00:00:00.000Z", "2023-01-01T00:00:00.000+",
        "2023-01-01T00:00:00.0000Z", "+023-01-01T00:00:00.000Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace tiles
