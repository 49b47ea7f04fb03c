// SPDX-License-Identifier: Apache-2.0
#include "score/run.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "score/embedded_suite.h"
#include "score/rules_completion.h"
#include "score/table.h"

namespace tiles::score {
namespace {

std::vector<TaskScore> run_rules(const std::string& lines) {
  const auto completion = make_rules_completion();
  return run_suite(parse_suite(lines, "").value(), *completion, {}).value();
}

TEST(Run, TheRulesAnswerFromUserAndFromANote) {
  const auto scores = run_rules(
      R"({"id":"1","family":"read","mode":"recall","message":"What is my car?","files":{"user.md":"# User\n- car: Volvo\n"},"expected":"answer","answer":"Volvo"})"
      "\n"
      R"({"id":"2","family":"read","mode":"recall","message":"What is Tom's job?","files":{"entities/tom.md":"# Tom\n- job: nurse\n"},"expected":"answer","answer":"nurse"})"
      "\n"
      R"({"id":"3","family":"read","mode":"recall","message":"What is Tom's job?","files":{"entities/tom_a.md":"# Tom A\n","entities/tom_b.md":"# Tom B\n"},"expected":"clarify","choices":["A","B"]})");
  for (const TaskScore& score : scores) {
    EXPECT_TRUE(score.verdict.is_right) << score.id << ": " << score.outcome << " " << score.reply;
  }
}

TEST(Run, TheRulesWriteAndChangeAndLeaveAlone) {
  const auto scores = run_rules(
      R"({"id":"1","family":"write","mode":"remember","message":"My car is a Volvo.","files":{"user.md":"# User\n"},"expected":"change","target":{"user.md":"# User\n- car: a Volvo\n"}})"
      "\n"
      R"({"id":"2","family":"write","mode":"remember","message":"My car is a Volvo","files":{},"expected":"change","target":{"user.md":"# User\n- car: a Volvo\n"}})"
      "\n"
      R"({"id":"3","family":"update","mode":"remember","message":"Tom's job is nurse.","files":{"entities/tom.md":"# Tom\n- job: baker\n"},"expected":"change","target":{"entities/tom.md":"# Tom\n- job: nurse\n"}})"
      "\n"
      R"({"id":"4","family":"noop","mode":"remember","message":"Is my car fast?","files":{"user.md":"# User\n- car: Volvo\n"},"expected":"nothing"})");
  for (const TaskScore& score : scores) {
    EXPECT_TRUE(score.verdict.is_right)
        << score.id << ": " << score.outcome << " " << score.reply << score.why;
  }
}

TEST(Run, HiddenValuesAndTheDayAreThoseOfTheTask) {
  const auto scores = run_rules(
      R"({"id":"1","family":"filter","mode":"recall","message":"What is my iban?","files":{"user.md":"# User\n- iban: ES12\n"},"filters":[["key","iban"]],"expected":"unknown","forbidden":["ES12"]})");
  EXPECT_TRUE(scores.at(0).verdict.is_right) << scores.at(0).reply;
  EXPECT_FALSE(scores.at(0).verdict.leaks);
}

TEST(Run, TheFirstCasesOfEachFamilyAreWholeGroups) {
  auto tasks = first_of_each_family(parse_suite(embedded_suite(), "").value(), 2);
  std::map<std::string, std::size_t> counts;
  for (const SuiteTask& task : tasks) ++counts[task.family];
  EXPECT_EQ(counts.at("read 0-1 hop"), 2U);
  EXPECT_EQ(counts.at("clarify and twin"), 4U);
}

TEST(Run, StopEndsItWithCancelled) {
  const auto completion = make_rules_completion();
  const std::atomic<bool> stop = true;
  RunOptions options;
  options.stop = &stop;
  EXPECT_EQ(
      run_suite(parse_suite(embedded_suite(), "").value(), *completion, options).error().code(),
      ErrorCode::Cancelled);
}

}  // namespace
}  // namespace tiles::score
