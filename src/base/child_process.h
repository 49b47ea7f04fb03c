// SPDX-License-Identifier: Apache-2.0
// A child process that we talk to over one stream: its standard input and its standard output.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tiles {

struct ChildCommand {
  std::string program;  // A path; the PATH variable is not searched.
  std::vector<std::string> arguments;
};

struct ChildExit {
  int code = 0;    // Of a process that ended by itself.
  int signal = 0;  // Not zero when a signal ended it.
};

// The path of the program that runs now. Errors: Io.
Result<std::string> own_program_path();

// The child gets an empty environment, /dev/null as standard error, default signal actions, and
// only descriptors that are not close-on-exec. Killed and waited for when the object ends.
// Not safe from several threads.
class ChildProcess {
 public:
  using Clock = std::chrono::steady_clock;

  // Errors: NotFound, Denied, Io.
  static Result<ChildProcess> start(const ChildCommand& command);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  // Sends all of `bytes`. Errors: Cancelled (not taken by `deadline`), Io (it has ended).
  Result<void> write(std::string_view bytes, Clock::time_point deadline);
  // Waits for bytes and takes at most what fits in `into`; 0 when its output is closed.
  // Errors: Cancelled (nothing came by `deadline`), Io.
  Result<std::size_t> read(std::span<char> into, Clock::time_point deadline);

  // SIGKILL. No error when it has ended already.
  void kill();
  // Waits until it ends; nothing when `longest` passes first.
  std::optional<ChildExit> wait(std::chrono::milliseconds longest);
  // Time on a processor so far, its threads together. Errors: Io (it has ended).
  Result<std::chrono::nanoseconds> processor_time() const;

 private:
  ChildProcess(pid_t id, UniqueFd stream);

  pid_t id_ = -1;
  UniqueFd stream_;
  std::optional<ChildExit> exit_;
};

}  // namespace tiles
