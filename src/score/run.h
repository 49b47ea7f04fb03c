// SPDX-License-Identifier: Apache-2.0
// Runs the tasks of a suite, each on a vault of its own, and grades what came of them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/completion.h"
#include "memory/agent.h"
#include "score/grade.h"
#include "score/suite.h"

namespace tiles::score {

struct TaskScore {
  std::string id;
  std::string family;
  std::string group;
  std::string outcome;
  std::string reply;
  std::string why;  // Of a task that gave up.
  Verdict verdict;
  std::optional<double> confidence;
  std::vector<memory::WrittenToken> tokens;
  std::chrono::microseconds time{0};
};

struct RunOptions {
  memory::AgentOptions agent;
  std::size_t tasks_max = 0;  // Of each family, in order; 0: all.
  const std::atomic<bool>* stop = nullptr;
  // After each task, with the number of all.
  std::function<void(const TaskScore& score, std::size_t of)> on_score = {};
};

// The first `tasks_max` groups or lone tasks of each family.
std::vector<SuiteTask> first_of_each_family(std::vector<SuiteTask> tasks, std::size_t tasks_max);

// One after the other. A task that fails by the model's doing is wrong. Errors: Cancelled, Io, and
// those of starting the model.
Result<std::vector<TaskScore>> run_suite(const std::vector<SuiteTask>& tasks,
                                         engine::Completion& completion, const RunOptions& options);

}  // namespace tiles::score
