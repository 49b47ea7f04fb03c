// SPDX-License-Identifier: Apache-2.0
#include "memory/python_worker.h"

#include <utility>

namespace tiles::memory {

PythonWorker::PythonWorker(sandbox::SessionOptions options, sandbox::HostFunctions& host)
    : starting_(std::async(std::launch::async, [options = std::move(options), &host]() mutable {
        return sandbox::Session::start(std::move(options), host);
      })) {}

Result<sandbox::BlockResult> PythonWorker::run(std::string_view code) {
  if (!session_) {
    if (!starting_.valid()) {
      return fail(ErrorCode::Io, "the Python worker did not start");
    }
    session_.emplace(TILES_TRY(starting_.get()));
  }
  return session_->run(code);
}

}  // namespace tiles::memory
