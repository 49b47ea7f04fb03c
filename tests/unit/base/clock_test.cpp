// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <gtest/gtest.h>

namespace tiles {
namespace {

TEST(Clock, TimeOfItsOwnTextIsItself) {
  for (const std::int64_t milliseconds :
       {std::int64_t{0}, std::int64_t{1'795'403'760'007}, std::int64_t{951'782'399'999},
        std::int64_t{253'402'300'799'999}}) {
    const TimePoint time{std::chrono::milliseconds(milliseconds)};
    EXPECT_EQ(parse_time(format_time(time)), time) << format_time(time);
  }
}

TEST(Clock, OtherTextsAreNoTime) {
  for (const char* text :
       {"", "2026-11-23T03:16:00.000", "2026-11-23T03:16:00Z", "2026-02-30T03:16:00.000Z",
        "2026-11-23 03:16:00.000Z", "2026-11-23T24:16:00.000Z", "2026-11-23T03:61:00.000Z",
        "2026-11-23T03:16:00.000+", "xxxx-11-23T03:16:00.000Z", "2026-11-23T03:16:00.0000Z"}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

}  // namespace
}  // namespace tiles
