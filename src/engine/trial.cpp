// SPDX-License-Identifier: Apache-2.0
#include "engine/trial.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <fstream>
#include <mutex>
#include <new>

#include "base/format.h"
#include "base/unique_fd.h"

namespace tiles::engine {

namespace {

// Exit codes of the copy.
constexpr int kGood = 0;
constexpr int kBad = 70;
constexpr int kOutOfMemory = 71;

// Address space of this process; 0 where the system does not say, which leaves memory unbounded.
std::uint64_t mapped_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void lower_limit(decltype(RLIMIT_CORE) resource, std::uint64_t value) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(static_cast<rlim_t>(value), limit.rlim_max);
  // Without the limit the parent's wait still ends the copy.
  [[maybe_unused]] const int set = ::setrlimit(resource, &limit);
}

// Does not return. Nothing of the parent's is flushed or destroyed.
[[noreturn]] void run_copy(int said, std::uint64_t mapped, const std::function<Verdict()>& work) {
  ::dup2(said, STDERR_FILENO);
  ::signal(SIGXCPU, SIG_DFL);
  lower_limit(RLIMIT_CORE, 0);
  lower_limit(RLIMIT_CPU, TrialLimits::kProcessorSeconds);
  if (mapped != 0) lower_limit(RLIMIT_AS, mapped + TrialLimits::kMemoryBytes);
  try {
    ::_exit(work() == Verdict::Good ? kGood : kBad);
  } catch (const std::bad_alloc&) {
    ::_exit(kOutOfMemory);
  } catch (const std::exception&) {
    ::_exit(kGood);
  }
}

// Reads until the copy closes its end. False when the time is over.
bool read_all(int from, std::string& said) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(TrialLimits::kWaitSeconds);
  std::array<char, 4'096> piece{};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{from, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    const ssize_t count = ::read(from, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    const std::size_t room = TrialLimits::kSaidBytes - said.size();
    said.append(piece.data(), std::min(static_cast<std::size_t>(count), room));
  }
}

int wait_for(pid_t copy) {
  int status = 0;
  while (::waitpid(copy, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

Result<Trial> trial_of(std::string_view what, int status, std::string said) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == kGood) return Trial{Verdict::Good, {}};
  if (WIFEXITED(status) && WEXITSTATUS(status) == kBad) return Trial{Verdict::Bad, std::move(said)};
  if (WIFEXITED(status) && WEXITSTATUS(status) == kOutOfMemory) {
    return fail(ErrorCode::Limit, format("{} takes more than {} MiB of memory", what,
                                         TrialLimits::kMemoryBytes >> 20));
  }
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    return fail(ErrorCode::Limit,
                format("{} does not end within {} s", what, TrialLimits::kProcessorSeconds));
  }
  return fail(ErrorCode::Limit,
              format("{} is nested or calls itself too deeply, or takes too much memory", what));
}

}  // namespace

Result<Trial> try_in_copy(std::string_view what, const std::function<Verdict()>& work) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return fail_system(errno, "trying " + std::string(what));
  UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  const std::uint64_t mapped = mapped_bytes();
  const pid_t copy = ::fork();
  if (copy < 0) return fail_system(errno, "trying " + std::string(what));
  if (copy == 0) run_copy(ends[1], mapped, work);
  writing.reset();
  std::string said;
  if (!read_all(reading.get(), said)) ::kill(copy, SIGKILL);
  return trial_of(what, wait_for(copy), std::move(said));
}

}  // namespace tiles::engine
