// SPDX-License-Identifier: Apache-2.0
#include "models/connection_count.h"

#include <gtest/gtest.h>

namespace tiles::models {
namespace {

// Connections after so many intervals, each of which brings `bytes` for its number of connections.
unsigned after(unsigned most, int intervals, std::uint64_t (*bytes)(unsigned connections)) {
  ConnectionCount count(most);
  for (int i = 0; i < intervals; ++i) count.after_interval(bytes(count.wanted()));
  return count.wanted();
}

TEST(ConnectionCount, GrowsWhileEachConnectionMakesItFaster) {
  EXPECT_EQ(after(8, 3, [](unsigned n) { return std::uint64_t{1'000} * n; }), 5U);
  EXPECT_EQ(after(4, 20, [](unsigned n) { return std::uint64_t{1'000} * n; }), 4U);
  EXPECT_EQ(after(1, 20, [](unsigned n) { return std::uint64_t{1'000} * n; }), 1U);
}

TEST(ConnectionCount, ConnectionThatBringsNothingIsTakenBackAndNotTriedAgain) {
  EXPECT_EQ(after(8, 20, [](unsigned) { return std::uint64_t{1'000}; }), 2U);
  EXPECT_EQ(after(8, 20, [](unsigned n) { return std::uint64_t{1'000} * (n < 4 ? n : 4); }), 4U);
}

TEST(ConnectionCount, RefusalHalvesItForGood) {
  ConnectionCount count(4);
  for (std::uint64_t bytes = 1'000; count.wanted() < 4; bytes *= 2) count.after_interval(bytes);
  count.after_refusal();
  EXPECT_EQ(count.wanted(), 2U);
  count.after_interval(1'000'000);
  EXPECT_EQ(count.wanted(), 2U);
  count.after_refusal();
  count.after_refusal();
  EXPECT_EQ(count.wanted(), 1U);
}

}  // namespace
}  // namespace tiles::models
