// SPDX-License-Identifier: Apache-2.0
// Three layers: resource limits, Landlock (no file at all), and a seccomp filter that kills at any
// system call but a few. SECCOMP_MODE_STRICT will not do: it turns rdtsc off, which the engine's
// clock needs.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/platform_build.h"
#include "base/platform_linux.h"
#include "sandbox/jail.h"

namespace tiles::sandbox {
namespace {

// A backstop should the parent die while the engine computes; the limit of a block is the parent's.
constexpr rlim_t kProcessorSecondsMax = 60;
constexpr rlim_t kAddressSpaceBytesMax = rlim_t{4} << 30;
constexpr rlim_t kStackBytesMax = rlim_t{64} << 20;

Result<void> limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0) {
    return fail_system(errno, "limiting a resource of the worker");
  }
  return {};
}

Result<void> limit_resources() {
  TILES_CHECK(limit(RLIMIT_CORE, 0));
  TILES_CHECK(limit(RLIMIT_FSIZE, 0));
  TILES_CHECK(limit(RLIMIT_NPROC, 0));
  TILES_CHECK(limit(RLIMIT_MEMLOCK, 0));
  TILES_CHECK(limit(RLIMIT_NOFILE, 3));
  TILES_CHECK(limit(RLIMIT_CPU, kProcessorSecondsMax));
  // A sanitizer maps terabytes that it never touches.
  if (!platform::kSanitized) TILES_CHECK(limit(RLIMIT_AS, kAddressSpaceBytesMax));
  return {};
}

// The engine's parser and its values nest; it would ask for more stack in the jail.
Result<void> widen_stack() {
  rlimit stack{};
  if (::getrlimit(RLIMIT_STACK, &stack) != 0) return fail_system(errno, "reading a limit");
  stack.rlim_cur = std::min(stack.rlim_max, kStackBytesMax);
  if (::setrlimit(RLIMIT_STACK, &stack) != 0) {
    return fail_system(errno, "widening the stack of the worker");
  }
  return {};
}

// One block of heap that malloc never gives back, so that it asks for no more later.
Result<void> reserve_heap(std::size_t bytes) {
  if (platform::kSanitized) return {};
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  ::mallopt(M_TOP_PAD, 0);
  void* volatile block = std::malloc(bytes);
  if (block == nullptr) return fail(ErrorCode::Io, "no memory for the worker's heap");
  std::free(block);
  return {};
}

// A ruleset that handles all rights and grants none. Kernels without Landlock are left with the
// filter, which alone suffices.
Result<void> forbid_files() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1U);
  if (version < 1) return {};
  // Rights of the first version, which every later one has: execute … make_sym.
  const std::uint64_t rights = (std::uint64_t{1} << 13) - 1;
  const long ruleset = ::syscall(SYS_landlock_create_ruleset, &rights, sizeof rights, 0U);
  if (ruleset < 0) return fail_system(errno, "making a Landlock ruleset");
  const long done = ::syscall(SYS_landlock_restrict_self, ruleset, 0U);
  const int error = errno;
  ::close(static_cast<int>(ruleset));
  if (done != 0) return fail_system(error, "entering a Landlock ruleset");
  return {};
}

// Builds the filter: each allow_* appends a check of the number loaded at the start.
class Filter {
 public:
  Filter() {
    load(offsetof(seccomp_data, arch));
    add(BPF_JMP | BPF_JEQ | BPF_K, platform::kAuditArchitecture, 1, 0);
    kill();
    load(offsetof(seccomp_data, nr));
  }
  void allow(long number) {
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }
  // Only with this value in the low half of its first argument.
  void allow_on_descriptor(long number, std::uint32_t descriptor) {
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(number), 0, 4);
    load(offsetof(seccomp_data, args[0]));
    add(BPF_JMP | BPF_JEQ | BPF_K, descriptor, 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    load(offsetof(seccomp_data, nr));
  }
  // Memory without a file behind it that is never executable.
  void allow_anonymous_memory() {
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(SYS_mmap), 0, 6);
    load(offsetof(seccomp_data, args[2]));
    add(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 3, 0);
    load(offsetof(seccomp_data, args[4]));
    add(BPF_JMP | BPF_JEQ | BPF_K, UINT32_MAX, 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    load(offsetof(seccomp_data, nr));
  }
  Result<void> enter() {
    kill();
    sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
      return fail(ErrorCode::Unsupported, "this kernel has no seccomp filter for the worker");
    }
    return {};
  }

 private:
  void load(std::size_t offset) {
    add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
  }
  void kill() { add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS); }
  void add(int code, std::uint32_t k, std::uint8_t if_true = 0, std::uint8_t if_false = 0) {
    code_.push_back({static_cast<std::uint16_t>(code), if_true, if_false, k});
  }

  std::vector<sock_filter> code_;
};

void allow_sanitizer(Filter& filter) {
  filter.allow_anonymous_memory();
  for (const long number : {SYS_munmap, SYS_madvise, SYS_futex, SYS_sched_yield, SYS_gettid,
                            SYS_getpid, SYS_rt_sigprocmask, SYS_sigaltstack}) {
    filter.allow(number);
  }
}

}  // namespace

Result<void> prepare_jail(std::size_t heap_bytes) {
  TILES_CHECK(reserve_heap(heap_bytes));
  return widen_stack();
}

Result<void> enter_jail() {
  // Whatever the program that we came from left open.
  if (::syscall(SYS_close_range, 3U, ~0U, 0U) != 0 && errno != ENOSYS) {
    return fail_system(errno, "closing what the worker inherited");
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return fail_system(errno, "giving up privileges");
  }
  TILES_CHECK(forbid_files());
  TILES_CHECK(limit_resources());
  Filter filter;
  filter.allow_on_descriptor(SYS_read, STDIN_FILENO);
  filter.allow_on_descriptor(SYS_write, STDOUT_FILENO);
  filter.allow_on_descriptor(SYS_write, STDERR_FILENO);
  for (const long number :
       {SYS_exit, SYS_exit_group, SYS_rt_sigreturn, SYS_clock_gettime, SYS_getrandom}) {
    filter.allow(number);
  }
  if (platform::kSanitized) allow_sanitizer(filter);
  return filter.enter();
}

}  // namespace tiles::sandbox
