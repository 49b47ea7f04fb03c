// SPDX-License-Identifier: Apache-2.0
#include "score/run.h"

#include <map>
#include <set>
#include <utility>

#include "score/task_run.h"

namespace tiles::score {
namespace {

TaskScore score_of(const SuiteTask& task, const memory::Outcome& outcome) {
  TaskScore score{.id = task.id,
                  .family = task.family,
                  .group = task.group,
                  .outcome = std::string(memory::outcome_name(outcome.kind)),
                  .reply = outcome.reply,
                  .why = outcome.why,
                  .verdict = {},
                  .confidence = outcome.confidence,
                  .tokens = outcome.tokens,
                  .time = outcome.timings.total};
  score.verdict = grade(task, {score.outcome, score.reply, final_files(task.files, outcome)});
  return score;
}

}  // namespace

std::vector<SuiteTask> first_of_each_family(std::vector<SuiteTask> tasks, std::size_t tasks_max) {
  if (tasks_max == 0) return tasks;
  std::map<std::string, std::set<std::string>> chosen;  // By family: groups, or ids.
  std::erase_if(tasks, [&](const SuiteTask& task) {
    std::set<std::string>& cases = chosen[task.family];
    const std::string name = task.group.empty() ? "id " + task.id : "group " + task.group;
    if (cases.size() >= tasks_max && !cases.contains(name)) return true;
    cases.insert(name);
    return false;
  });
  return tasks;
}

Result<std::vector<TaskScore>> run_suite(const std::vector<SuiteTask>& tasks,
                                         engine::Completion& completion,
                                         const RunOptions& options) {
  std::vector<TaskScore> scores;
  for (const SuiteTask& task : tasks) {
    if (options.stop != nullptr && options.stop->load()) {
      return fail(ErrorCode::Cancelled, "stopped on request");
    }
    scores.push_back(score_of(task, TILES_TRY(run_on_own_vault(task, completion, options.agent))));
    if (options.on_score) options.on_score(scores.back(), tasks.size());
  }
  return scores;
}

}  // namespace tiles::score
