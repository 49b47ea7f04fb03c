// SPDX-License-Identifier: Apache-2.0
// One task of a home's memory model, stopped by a flag.
#pragma once

#include <tilekit/memory.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/outcome.h"

namespace tiles::kit {

struct TaskRequest {
  std::string_view message;
  std::vector<tilekit::TextSpan> untrusted = {};
  tilekit::Consent consent = tilekit::Consent::NotGiven;
  std::string turn = {};
  const std::atomic<bool>* stop = nullptr;
};

// Opens the vault and loads the memory model ahead of the first task, which reports what fails.
void prepare_memory(tilekit::Home::State& home);

// Errors: those of loading the memory model and of memory::MemoryAgent.
Result<memory::Outcome> recall(tilekit::Home::State& home, const TaskRequest& request);
Result<memory::Outcome> remember(tilekit::Home::State& home, const TaskRequest& request);

}  // namespace tiles::kit
