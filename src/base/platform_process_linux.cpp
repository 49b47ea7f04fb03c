// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/socket.h>
#include <time.h>

#include <cerrno>

#include "base/platform_process.h"

namespace tiles::platform {

const int kSendWithoutSignal = MSG_NOSIGNAL;

Result<std::pair<UniqueFd, UniqueFd>> make_stream_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return fail_system(errno, "making a stream to a child process");
  }
  std::pair<UniqueFd, UniqueFd> pair{UniqueFd(ends[0]), UniqueFd(ends[1])};
  if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
    return fail_system(errno, "making a stream to a child process");
  }
  return pair;
}

Result<std::chrono::nanoseconds> processor_time(pid_t process) {
  clockid_t clock = 0;
  timespec time{};
  if (process < 0 || ::clock_getcpuclockid(process, &clock) != 0 ||
      ::clock_gettime(clock, &time) != 0) {
    return fail(ErrorCode::Io, "the processor time of a child process that has ended is unknown");
  }
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Result<std::string> own_program_path() {
  // The link itself: it stays right when the program's file is replaced while it runs.
  const char* path = "/proc/self/exe";
  if (::access(path, X_OK) != 0) return fail_system(errno, "finding our own program");
  return std::string(path);
}

}  // namespace tiles::platform
