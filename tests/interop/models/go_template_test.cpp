// SPDX-License-Identifier: Apache-2.0
// Our interpreter against Go's text/template, run now: the same bytes, or both refuse.
#include "models/go_template.h"

#include <gtest/gtest.h>

#include <fstream>

#include "oracle.h"

namespace tiles::models {
namespace {

constexpr std::size_t kCasesMin = 300;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(GoTemplateInterop, LiveGoGivesTheSameBytesOrRefusesToo) {
  TILES_NEEDS_ORACLES();
  const auto lines = lines_of(std::string(TILES_SOURCE) + "/tests/data/go_templates/cases.jsonl");
  ASSERT_GT(lines.size(), kCasesMin);
  const std::vector<Json> answers = ask_oracle("go_templates", lines);
  const Json data = parse_json(lines.front()).value().at("data");
  std::size_t refused = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string text = answers[i].at("template").get<std::string>();
    const auto parsed = GoTemplate::parse(text);
    constexpr long kDay = 20'780;  // 2026-11-23, as the oracle's.
    const auto ours = parsed ? parsed->render(data, [] { return kDay; }) : fail(parsed.error());
    if (answers[i].contains("refused")) {
      ++refused;
      EXPECT_FALSE(ours.has_value()) << text;
    } else {
      ASSERT_TRUE(ours.has_value()) << text << ": " << ours.error().text();
      EXPECT_EQ(*ours, answers[i].at("text").get<std::string>()) << text;
    }
  }
  EXPECT_GT(refused, 0U);
}

}  // namespace
}  // namespace tiles::models
