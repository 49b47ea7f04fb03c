// SPDX-License-Identifier: Apache-2.0
// One memory task from the view to the outcome.
#pragma once

#include <string_view>

#include "memory/agent.h"
#include "memory/grounding.h"
#include "memory/name_index.h"
#include "memory/outcome.h"

namespace tiles::memory {

// What a task works with; all of it outlives the task.
struct TaskParts {
  engine::Completion& completion;
  vault::Vault& vault;
  const Clock& clock;
  const AgentOptions& options;
  const NameIndex& names;  // Of the notes that this task may see.
  TitleOfLink title_of_link;
};

// Errors: as MemoryAgent::recall and remember.
Result<Outcome> run_task(const TaskParts& parts, Mode mode, std::string_view message,
                         const TaskOptions& options);

}  // namespace tiles::memory
