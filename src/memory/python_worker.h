// SPDX-License-Identifier: Apache-2.0
// A task's Python session, started beside the model's first thoughts.
#pragma once

#include <future>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "sandbox/session.h"

namespace tiles::memory {

// Not safe from several threads. Destruction waits for a start under way and ends the worker.
class PythonWorker {
 public:
  // Begins to start the worker on a thread of its own. `host` outlives the object.
  PythonWorker(sandbox::SessionOptions options, sandbox::HostFunctions& host);

  // Waits for the start where it is not done. Errors: those of sandbox::Session.
  Result<sandbox::BlockResult> run(std::string_view code);

 private:
  std::future<Result<sandbox::Session>> starting_;
  std::optional<sandbox::Session> session_;
};

}  // namespace tiles::memory
