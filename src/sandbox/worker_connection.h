// SPDX-License-Identifier: Apache-2.0
// One worker process and the frames to and from it, within the limits of a block.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/child_process.h"
#include "sandbox/frame.h"
#include "sandbox/session.h"

namespace tiles::sandbox {

// Why a worker cannot go on. `detail` is for the one who reads the error.
enum class LossReason { ProcessorTime, WallClock, Memory, Jail, Ended, Protocol };
struct Loss {
  LossReason reason = LossReason::Ended;
  std::string detail;
};

// Not safe from several threads.
class WorkerConnection {
 public:
  // names: of the host functions. Errors: NotFound, Denied, Io.
  static Result<WorkerConnection> start(const SessionOptions& options,
                                        const std::vector<std::string>& names);

  // Waits until the jail is shut. Errors: Unsupported, Io.
  Result<void> await_ready();

  // From here the next block's time is counted.
  void begin_block();
  // Sends one frame; what it takes counts as the block's wall clock.
  tl::expected<void, Loss> send(FrameKind kind, std::string_view payload);
  // The next frame, or why there is none; then the worker has been killed.
  tl::expected<Frame, Loss> receive();

  // True when the worker has used so much time that it should not begin another task.
  bool is_worn_out() const;

 private:
  WorkerConnection(ChildProcess child, const Limits& limits);
  Loss read_more(ChildProcess::Clock::time_point wall_deadline, bool& lost);
  Loss lose(LossReason reason, std::string detail);
  Loss ended();
  std::chrono::nanoseconds processor_time_left() const;

  ChildProcess child_;
  FrameDecoder decoder_;
  Limits limits_;
  std::chrono::nanoseconds wall_left_{0};
  std::chrono::nanoseconds processor_time_at_start_{0};
};

}  // namespace tiles::sandbox
