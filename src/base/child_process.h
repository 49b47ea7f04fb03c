// SPDX-License-Identifier: Apache-2.0
// A child process with a pipe to its standard input and one from its standard output.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
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

// The child gets an empty environment, /dev/null as standard error, default signal actions, and
// only descriptors that are not close-on-exec. Killed and waited for when the object ends.
// Not safe from several threads.
class ChildProcess {
 public:
  static Result<ChildProcess> start(const ChildCommand& command);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  pid_t id() const { return id_; }
  // Our end of its standard input. A write to a child that ended gives EPIPE and no signal.
  int input() const { return input_.get(); }
  // Our end of its standard output; does not block: poll() before read().
  int output() const { return output_.get(); }

  // SIGKILL. No error when it has ended already.
  void kill();
  // Waits until it ends; nothing when `longest` passes first.
  std::optional<ChildExit> wait(std::chrono::milliseconds longest);
  // Time on a processor so far, its threads together. Errors: NotFound once it was waited for, Io.
  Result<std::chrono::nanoseconds> processor_time() const;

 private:
  ChildProcess(pid_t id, UniqueFd input, UniqueFd output);

  pid_t id_ = -1;
  UniqueFd input_;
  UniqueFd output_;
  std::optional<ChildExit> exit_;
};

}  // namespace tiles
