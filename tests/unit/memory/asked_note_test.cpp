// SPDX-License-Identifier: Apache-2.0
#include "memory/asked_note.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::memory {
namespace {

// "key=value <line>" for each line with a key.
std::string lines(const std::string& text) {
  std::string all;
  const auto title = [](std::string_view /*target*/, std::string_view /*from*/) {
    return std::string();
  };
  for (const KeyedLine& line : lines_to_ask({"n.md", text, {}, {}}, title)) {
    if (line.key.empty() || line.value.empty()) continue;
    for (const std::string& word : line.key) all += word + " ";
    all += "= " + line.value_text + " <" + line.text + ">\n";
  }
  return all;
}

TEST(AskedNote, LinesStandAsInTheNote) {
  EXPECT_EQ(lines("# N\r\n  - car: Volvo \r\n\r\n- pin: 1\n"),
            "car = Volvo <  - car: Volvo >\npin = 1 <- pin: 1>\n");
}

TEST(AskedNote, TheBoxOfATaskCountsForNothing) {
  EXPECT_EQ(lines("- [ ] car: Volvo\n- [x] pin: 1\n"),
            "car = Volvo <- [ ] car: Volvo>\npin = 1 <- [x] pin: 1>\n");
}

TEST(AskedNote, AValueMayStandDeeperBelowItsKey) {
  EXPECT_EQ(lines("- Gate code\n    - 3616\nWifi:\n  sesame\n"),
            "gate code = 3616 <    - 3616>\nwifi = sesame <  sesame>\n");
}

TEST(AskedNote, SeveralLinesBelowAreNoValue) {
  EXPECT_EQ(lines("- Codes\n    - 3616\n    - 99\n"), "");
  EXPECT_EQ(lines("- Codes\n- 3616\n"), "");
  EXPECT_EQ(lines("- facts\n    - car: Volvo\n"), "car = Volvo <    - car: Volvo>\n");
}

}  // namespace
}  // namespace tiles::memory
