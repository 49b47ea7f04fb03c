// SPDX-License-Identifier: Apache-2.0
#include "score/episodes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "engine/model.h"
#include "memory/embedded.h"
#include "score/rules_completion.h"

namespace tiles::score {
namespace {

constexpr const char* kTasks =
    R"({"id":"w","family":"write","mode":"remember","message":"My car is a Volvo.","files":{"user.md":"# User\n- city: Rome\n"},"expected":"change","target":{"user.md":"# User\n- city: Rome\n- car: a Volvo\n"}})"
    "\n"
    R"({"id":"r","family":"read","mode":"recall","message":"What is my city?","files":{"user.md":"# User\n- city: Rome\n"},"expected":"answer","answer":"Rome"})";

std::vector<Json> episodes(engine::Completion& completion, const EpisodesOptions& options) {
  std::vector<Json> all;
  const auto done = run_episodes(parse_suite(kTasks, "").value(), completion, options,
                                 [&](const Json& episode) { all.push_back(episode); });
  EXPECT_TRUE(done) << done.error().text();
  return all;
}

std::vector<Json> episodes_of_embedded(const EpisodesOptions& options) {
  const auto model = engine::Model::load_bytes(memory::embedded_model()).value();
  const auto completion = model.open_conversation({}).value();
  return episodes(*completion, options);
}

TEST(Episodes, EachTaskHasItsSamplesInOrderWithWhatChanged) {
  const auto completion = make_rules_completion();
  EpisodesOptions options;
  options.samples = 2;
  const std::vector<Json> all = episodes(*completion, options);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].at("id"), "w");
  EXPECT_EQ(all[1].at("sample"), 1);
  EXPECT_EQ(all[1].at("outcome"), "remembered");
  EXPECT_EQ(all[1].at("right"), true);
  EXPECT_EQ(all[1].at("files"), Json({{"user.md", "# User\n- city: Rome\n- car: a Volvo\n"}}));
  EXPECT_EQ(all[2].at("id"), "r");
  EXPECT_EQ(all[2].at("files"), Json::object());
}

TEST(Episodes, AGreedyModelDoesTheSameEachTimeAndTellsItsTokens) {
  EpisodesOptions options;
  options.samples = 2;
  options.agent.seed = 1;
  const std::vector<Json> all = episodes_of_embedded(options);
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].at("tokens"), all[1].at("tokens"));
  EXPECT_EQ(all[0].at("tokens").size(), all[0].at("log_probabilities").size());
  EXPECT_FALSE(all[0].at("tokens").empty());
  for (const Json& token : all[0].at("tokens")) EXPECT_GE(token.get<int>(), 0);
}

TEST(Episodes, ATemperatureDrawsAndTheSeedDecidesWhat) {
  EpisodesOptions options;
  options.samples = 6;
  options.agent.seed = 7;
  options.agent.temperature = 3;
  const std::vector<Json> first = episodes_of_embedded(options);
  const std::vector<Json> second = episodes_of_embedded(options);
  ASSERT_EQ(first.size(), 12U);
  bool differs = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].at("tokens"), second[i].at("tokens")) << i;
    differs = differs || first[i].at("tokens") != first[i / 6 * 6].at("tokens");
  }
  EXPECT_TRUE(differs);
}

TEST(Episodes, StopEndsThemWithCancelled) {
  const auto completion = make_rules_completion();
  const std::atomic<bool> stop = true;
  EpisodesOptions options;
  options.stop = &stop;
  const auto done = run_episodes(parse_suite(kTasks, "").value(), *completion, options,
                                 [](const Json&) { FAIL() << "an episode was run"; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code(), ErrorCode::Cancelled);
}

}  // namespace
}  // namespace tiles::score
