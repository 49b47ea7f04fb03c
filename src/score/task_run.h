// SPDX-License-Identifier: Apache-2.0
// One task of a suite on a vault of its own, which is thrown away.
#pragma once

#include "base/result.h"
#include "engine/completion.h"
#include "memory/agent.h"
#include "memory/outcome.h"
#include "score/suite.h"

namespace tiles::score {

// Errors: Cancelled, Io, and those of starting the model, with the task's id.
Result<memory::Outcome> run_on_own_vault(const SuiteTask& task, engine::Completion& completion,
                                         const memory::AgentOptions& agent_options);

// The notes after a task that began with `files`.
Files final_files(Files files, const memory::Outcome& outcome);

}  // namespace tiles::score
