// SPDX-License-Identifier: Apache-2.0
#include "score/suite.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "score/embedded_suite.h"
#include "support/temporary_directory.h"

namespace tiles::score {
namespace {

const std::string kTask =
    R"({"id":"a","family":"read","mode":"recall","message":"city?","files":{"user.md":"# User\n"},)"
    R"("expected":"unknown"})";

TEST(Suite, ATaskIsReadWithAllItSays) {
  const auto task =
      parse_suite(
          R"({"id":"a","family":"write","pair":"p","mode":"remember","message":"see","untrusted":"mail",)"
          R"("today":"2026-06-15","files":{"user.md":"# User\n"},"filters":[["key","iban"]],)"
          R"("expected":"change","target":{"user.md":"# User\n- a: b\n"}})"
          "\n\n",
          "")
          .value()
          .at(0);
  EXPECT_EQ(task.message, "see\n\nmail");
  ASSERT_EQ(task.untrusted.size(), 1U);
  EXPECT_EQ(task.message.substr(task.untrusted[0].begin), "mail");
  EXPECT_EQ(task.group, "p");
  EXPECT_EQ(format_time(*task.now), "2026-06-15T12:00:00.000Z");
  EXPECT_EQ(task.filters.at(0).second, "iban");
  const auto& exact = std::get<ExactExpectation>(task.expectation);
  EXPECT_EQ(exact.kind, ExactExpectation::Kind::Change);
  EXPECT_EQ(exact.target.at("user.md"), "# User\n- a: b\n");
}

TEST(Suite, AHandWrittenTaskReadsItsVaultAndSaysItsDay) {
  const testing::TemporaryDirectory folder;
  std::filesystem::create_directories(folder.path() / "vaults/mei/.tiles");
  std::ofstream(folder.path() / "vaults/mei/user.md") << "# User\n";
  std::ofstream(folder.path() / "vaults/mei/.tiles/x") << "own";
  std::ofstream(folder.path() / "cases.jsonl")
      << R"({"id":"m","vault":"mei","mode":"recall","message":"hi","family":"DATE","today":"2026-06-15",)"
      << R"("expect":{"outcome":["answered"],"reply_all":["1",["2","3"]],"vault":"unchanged"}})"
      << "\n";
  const auto task = read_suite(folder.path() / "cases.jsonl").value().at(0);
  EXPECT_EQ(task.files, (Files{{"user.md", "# User\n"}}));
  EXPECT_EQ(task.message, "hi\n\n(today is 2026-06-15)");
  const auto& rules = std::get<RuleExpectation>(task.expectation);
  EXPECT_EQ(rules.reply_all.at(1), (std::vector<std::string>{"2", "3"}));
  EXPECT_EQ(rules.states.size(), 1U);
}

TEST(Suite, WhatIsNoTaskIsInvalidWithItsLine) {
  for (
      const std::string line :
      {"[]", "{}",
       R"({"id":"a","family":"f","mode":"x","message":"m","files":{},"expected":"unknown"})",
       R"({"id":"a","family":"f","mode":"recall","message":"m","files":{"../a":"x"},"expected":"unknown"})",
       R"({"id":"a","family":"f","mode":"recall","message":"m","files":{},"expected":"perhaps"})",
       R"({"id":"a","family":"f","mode":"recall","message":"m","files":{},"expect":{"outcome":[]}})",
       R"({"id":"a","family":"f","mode":"recall","message":"m","files":{},"today":"soon","expected":"unknown"})",
       R"({"id":"a","family":"f","mode":"recall","message":"m","files":{},"filters":[["iban"]],"expected":"unknown"})",
       R"({"id":"a","family":"f","mode":"recall","message":"m","vault":"a/b","expected":"unknown"})"}) {
    const auto suite = parse_suite(kTask + "\n" + line, "");
    ASSERT_FALSE(suite) << line;
    EXPECT_EQ(suite.error().text().rfind("line 2: ", 0), 0U) << suite.error().text();
  }
  EXPECT_EQ(parse_suite("\n", "").error().code(), ErrorCode::Invalid);
  EXPECT_EQ(read_suite("/nowhere/suite.jsonl").error().code(), ErrorCode::NotFound);
}

TEST(Suite, LinesAreBounded) {
  const std::string filler(SuiteLimits::kLineBytes - kTask.size(), ' ');
  EXPECT_TRUE(parse_suite(kTask + filler, ""));
  EXPECT_EQ(parse_suite(kTask + filler + " ", "").error().code(), ErrorCode::Limit);
}

TEST(Suite, TheOneInTheProgramHasTwentyCasesOfEachFamily) {
  const auto tasks = parse_suite(embedded_suite(), "").value();
  std::map<std::string, std::set<std::string>> cases;
  for (const SuiteTask& task : tasks) {
    cases[task.family].insert(task.group.empty() ? task.id : task.group);
  }
  EXPECT_EQ(cases.size(), 10U);
  for (const auto& [family, names] : cases) EXPECT_EQ(names.size(), 20U) << family;
}

}  // namespace
}  // namespace tiles::score
