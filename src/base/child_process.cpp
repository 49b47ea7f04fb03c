// SPDX-License-Identifier: Apache-2.0
#include "base/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <memory>
#include <thread>

#include "base/platform_process.h"

namespace tiles {
namespace {

using std::chrono::milliseconds;

// posix_spawn's two option objects, released together.
struct SpawnOptions {
  SpawnOptions() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnOptions() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

// All signals unblocked and at their default actions.
void reset_signals(posix_spawnattr_t& attributes) {
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

std::vector<char*> argument_pointers(std::string& program, std::vector<std::string>& arguments) {
  std::vector<char*> pointers{program.data()};
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Rounded up, so that a wait does not end just before its deadline.
int poll_milliseconds(ChildProcess::Clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - ChildProcess::Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
}

// Cancelled when `deadline` passes before one of `events` comes.
Result<void> wait_for(int fd, short events, ChildProcess::Clock::time_point deadline) {
  pollfd waited{fd, events, 0};
  while (true) {
    const int ready = ::poll(&waited, 1, poll_milliseconds(deadline));
    if (ready > 0) return {};
    if (ready == 0) return fail(ErrorCode::Cancelled, "the child process did not answer in time");
    if (errno != EINTR) return fail_system(errno, "waiting for a child process");
  }
}

ChildExit decode(int status) {
  ChildExit result;
  if (WIFSIGNALED(status)) {
    result.signal = WTERMSIG(status);
  } else {
    result.code = WEXITSTATUS(status);
  }
  return result;
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const ChildCommand& command) {
  auto [ours, theirs] = TILES_TRY(platform::make_stream_pair());
  SpawnOptions options;
  reset_signals(options.attributes);
  posix_spawn_file_actions_adddup2(&options.files, theirs.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&options.files, theirs.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&options.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = command.program;
  std::vector<std::string> arguments = command.arguments;
  const std::vector<char*> pointers = argument_pointers(program, arguments);
  char* const environment[] = {nullptr};
  pid_t id = -1;
  const int error = ::posix_spawn(&id, program.c_str(), &options.files, &options.attributes,
                                  pointers.data(), environment);
  if (error != 0) return fail_system(error, "starting '" + command.program + "'");
  return ChildProcess(id, std::move(ours));
}

ChildProcess::ChildProcess(pid_t id, UniqueFd stream) : id_(id), stream_(std::move(stream)) {}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      stream_(std::move(other.stream_)),
      exit_(std::exchange(other.exit_, std::nullopt)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(stream_, other.stream_);
  std::swap(exit_, other.exit_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (id_ < 0 || exit_) return;
  kill();
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
}

Result<void> ChildProcess::write(std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const ssize_t sent =
        ::send(stream_.get(), bytes.data(), bytes.size(), platform::kSendWithoutSignal);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      TILES_CHECK(wait_for(stream_.get(), POLLOUT, deadline));
    } else if (errno != EINTR) {
      return fail_system(errno, "writing to a child process");
    }
  }
  return {};
}

Result<std::size_t> ChildProcess::read(std::span<char> into, Clock::time_point deadline) {
  while (true) {
    const ssize_t count = ::read(stream_.get(), into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == ECONNRESET) return std::size_t{0};
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      TILES_CHECK(wait_for(stream_.get(), POLLIN, deadline));
    } else if (errno != EINTR) {
      return fail_system(errno, "reading from a child process");
    }
  }
}

void ChildProcess::kill() {
  if (id_ >= 0 && !exit_) ::kill(id_, SIGKILL);
}

std::optional<ChildExit> ChildProcess::wait(milliseconds longest) {
  const auto deadline = Clock::now() + longest;
  milliseconds pause{0};
  while (id_ >= 0 && !exit_) {
    int status = 0;
    const pid_t ended = ::waitpid(id_, &status, WNOHANG);
    if (ended == id_) {
      exit_ = decode(status);
    } else if (ended < 0 && errno != EINTR) {
      exit_ = ChildExit{};  // Somebody else waited for it: how it ended is unknown.
    } else if (Clock::now() >= deadline) {
      return std::nullopt;
    } else {
      std::this_thread::sleep_for(pause);
      pause = std::min(pause + milliseconds{1}, milliseconds{10});
    }
  }
  return exit_;
}

Result<std::chrono::nanoseconds> ChildProcess::processor_time() const {
  return platform::processor_time(exit_ ? -1 : id_);
}

Result<std::string> own_program_path() { return platform::own_program_path(); }

}  // namespace tiles
