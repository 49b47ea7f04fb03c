// SPDX-License-Identifier: Apache-2.0
// Compiled on macOS only; not yet run there by us.
#include <fcntl.h>
#include <libproc.h>
#include <mach-o/dyld.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <climits>

#include "base/platform_process.h"

namespace tiles::platform {

const int kSendWithoutSignal = 0;

Result<std::pair<UniqueFd, UniqueFd>> make_stream_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
    return fail_system(errno, "making a stream to a child process");
  }
  std::pair<UniqueFd, UniqueFd> pair{UniqueFd(ends[0]), UniqueFd(ends[1])};
  const int on = 1;
  if (::fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 || ::fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0 ||
      ::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0 ||
      ::setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on) != 0) {
    return fail_system(errno, "making a stream to a child process");
  }
  return pair;
}

Result<std::chrono::nanoseconds> processor_time(pid_t process) {
  rusage_info_v2 usage{};
  if (process < 0 ||
      ::proc_pid_rusage(process, RUSAGE_INFO_V2, reinterpret_cast<rusage_info_t*>(&usage)) != 0) {
    return fail(ErrorCode::Io, "the processor time of a child process that has ended is unknown");
  }
  return std::chrono::nanoseconds(usage.ri_user_time + usage.ri_system_time);
}

Result<std::string> own_program_path() {
  std::string path(PATH_MAX, '\0');
  std::uint32_t size = PATH_MAX;
  if (::_NSGetExecutablePath(path.data(), &size) != 0) {
    return fail(ErrorCode::Io, "finding our own program: its path is too long");
  }
  path.resize(path.find('\0'));
  return path;
}

}  // namespace tiles::platform
