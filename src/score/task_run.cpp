// SPDX-License-Identifier: Apache-2.0
#include "score/task_run.h"

#include <memory>
#include <utility>

#include "base/clock.h"
#include "memory/scratch_folder.h"
#include "vault/vault.h"

namespace tiles::score {
namespace {

class StandingClock final : public Clock {
 public:
  explicit StandingClock(TimePoint now) : now_(now) {}
  TimePoint now() const override { return now_; }

 private:
  TimePoint now_;
};

}  // namespace

Result<memory::Outcome> run_on_own_vault(const SuiteTask& task, engine::Completion& completion,
                                         const memory::AgentOptions& agent_options) {
  const memory::ScratchFolder folder = TILES_TRY(memory::ScratchFolder::make());
  TILES_CHECK(folder.write(task.files));
  const StandingClock clock(task.now.value_or(SystemClock().now()));
  const auto vault = TILES_TRY(vault::Vault::open(folder.path(), clock));
  for (const auto& [kind, value] : task.filters) TILES_TRY(vault->add_filter(kind, value));
  memory::MemoryAgent agent(completion, *vault, clock, agent_options);
  memory::TaskOptions options;
  options.untrusted = task.untrusted;
  auto outcome = task.mode == memory::Mode::Recall ? agent.recall(task.message, options)
                                                   : agent.remember(task.message, options);
  if (!outcome) return fail(std::move(outcome).error().within("task '" + task.id + "'"));
  return outcome;
}

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

}  // namespace tiles::score
