// SPDX-License-Identifier: Apache-2.0
#include "kit/memory_task.h"

#include <stop_token>
#include <tuple>

#include "chat/stop_watcher.h"
#include "kit/home_state.h"

namespace tiles::kit {
namespace {

memory::TaskOptions task_options(const TaskRequest& request, const std::stop_source& stop) {
  memory::TaskOptions options;
  options.stop = stop.get_token();
  options.turn = request.turn;
  for (const tilekit::TextSpan& span : request.untrusted) {
    options.untrusted.push_back({span.begin, span.end});
  }
  options.consent = request.consent == tilekit::Consent::Given ? memory::Consent::Given
                                                               : memory::Consent::NotGiven;
  return options;
}

// A task that another program's change came between is done again on what stands there now.
constexpr int kRetriesMax = 2;

// The id of the vault's last change; empty when there is none or it cannot be read.
std::string newest_transaction(tilekit::Home::State& home) {
  return home
      .with_vault<std::string>([](vault::Vault& vault) -> Result<std::string> {
        const std::vector<vault::Record> newest = TILES_TRY(vault.log(1));
        return newest.empty() ? std::string() : newest.front().id;
      })
      .value_or("");
}

bool gave_up(const Result<memory::Outcome>& outcome) {
  return outcome && outcome->kind == memory::OutcomeKind::GaveUp;
}

}  // namespace

void prepare_memory(tilekit::Home::State& home) {
  // The same failure is returned by the first task, to a caller who can act on it.
  std::ignore = home.with_agent<void>([](memory::MemoryAgent&) -> Result<void> { return {}; });
}

Result<memory::Outcome> recall(tilekit::Home::State& home, const TaskRequest& request) {
  return home.with_agent<memory::Outcome>([&](memory::MemoryAgent& agent) {
    std::stop_source stop;
    const chat::StopWatcher watcher(request.stop, [&stop] { stop.request_stop(); });
    return agent.recall(request.message, task_options(request, stop));
  });
}

Result<memory::Outcome> remember(tilekit::Home::State& home, const TaskRequest& request) {
  const auto run_once = [&] {
    return home.with_agent<memory::Outcome>([&](memory::MemoryAgent& agent) {
      std::stop_source stop;
      const chat::StopWatcher watcher(request.stop, [&stop] { stop.request_stop(); });
      return agent.remember(request.message, task_options(request, stop));
    });
  };
  std::string newest = newest_transaction(home);
  Result<memory::Outcome> outcome = run_once();
  for (int retry = 0; retry < kRetriesMax && gave_up(outcome); ++retry) {
    const std::string now = newest_transaction(home);
    if (now == newest) break;
    newest = now;
    outcome = run_once();
  }
  return outcome;
}

}  // namespace tiles::kit
