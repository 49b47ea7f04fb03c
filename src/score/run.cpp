// SPDX-License-Identifier: Apache-2.0
#include "score/run.h"

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/clock.h"
#include "memory/scratch_folder.h"
#include "vault/vault.h"

namespace tiles::score {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

class StandingClock final : public Clock {
 public:
  explicit StandingClock(TimePoint now) : now_(now) {}
  TimePoint now() const override { return now_; }

 private:
  TimePoint now_;
};

Files final_files(Files files, const memory::Outcome& outcome) {
  if (outcome.kind != memory::OutcomeKind::Remembered) return files;
  for (const vault::Change& change : outcome.changes) {
    if (change.after) {
      files[change.path] = *change.after;
    } else {
      files.erase(change.path);
    }
  }
  return files;
}

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

Result<TaskScore> run_one(const SuiteTask& task, engine::Completion& completion,
                          const memory::AgentOptions& agent_options) {
  const memory::ScratchFolder folder = TILES_TRY(memory::ScratchFolder::make());
  TILES_CHECK(folder.write(task.files));
  const StandingClock clock(task.now.value_or(SystemClock().now()));
  const auto vault = TILES_TRY(vault::Vault::open(folder.path(), clock));
  for (const auto& [kind, value] : task.filters) TILES_TRY(vault->add_filter(kind, value));
  memory::MemoryAgent agent(completion, *vault, clock, agent_options);
  memory::TaskOptions options;
  options.untrusted = task.untrusted;
  const auto outcome = task.mode == memory::Mode::Recall ? agent.recall(task.message, options)
                                                         : agent.remember(task.message, options);
  if (!outcome) return fail(Error(outcome.error()).within("task '" + task.id + "'"));
  return score_of(task, *outcome);
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
    scores.push_back(TILES_TRY(run_one(task, completion, options.agent)));
    if (options.on_score) options.on_score(scores.back(), tasks.size());
  }
  return scores;
}

}  // namespace tiles::score
