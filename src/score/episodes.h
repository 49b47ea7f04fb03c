// SPDX-License-Identifier: Apache-2.0
// Samples of what a memory model does, whole, for those who train one. Format:
// docs/formats/memory_suite.md, Episodes.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "engine/completion.h"
#include "memory/agent.h"
#include "score/suite.h"

namespace tiles::score {

struct EpisodesOptions {
  memory::AgentOptions agent;  // Its seed is that of the first sample; each later one adds one.
  std::size_t samples = 1;     // Of each task.
  const std::atomic<bool>* stop = nullptr;
};

// All samples of a task, then the next task: what they share is computed once. `on_episode` gets
// one object for each sample. Errors: Cancelled, Io, those of starting the model.
Result<void> run_episodes(const std::vector<SuiteTask>& tasks, engine::Completion& completion,
                          const EpisodesOptions& options,
                          const std::function<void(const Json& episode)>& on_episode);

}  // namespace tiles::score
