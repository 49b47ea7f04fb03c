// SPDX-License-Identifier: Apache-2.0
// A sandbox profile that denies everything, and resource limits. Not yet run by us on macOS.
#include <sandbox.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "sandbox/jail.h"

namespace tiles::sandbox {
namespace {

// Reading and writing descriptors that are open already is always allowed.
constexpr const char* kProfile = "(version 1)(deny default)";
constexpr rlim_t kProcessorSecondsMax = 60;
constexpr int kDescriptorsMax = 1024;

Result<void> limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  if (::setrlimit(resource, &both) != 0) {
    return fail_system(errno, "limiting a resource of the worker");
  }
  return {};
}

}  // namespace

// Memory can be had inside this profile.
Result<void> prepare_jail(std::size_t /*heap_bytes*/) { return {}; }

Result<void> enter_jail() {
  for (int descriptor = 3; descriptor < kDescriptorsMax; ++descriptor) ::close(descriptor);
  TILES_CHECK(limit(RLIMIT_CORE, 0));
  TILES_CHECK(limit(RLIMIT_FSIZE, 0));
  TILES_CHECK(limit(RLIMIT_NPROC, 0));
  TILES_CHECK(limit(RLIMIT_NOFILE, 3));
  TILES_CHECK(limit(RLIMIT_CPU, kProcessorSecondsMax));
  char* problem = nullptr;
  // The call that takes a profile's text is deprecated, and the only one without an app bundle.
  if (::sandbox_init(kProfile, 0, &problem) != 0) {
    std::string text = problem != nullptr ? problem : "unknown";
    ::sandbox_free_error(problem);
    return fail(ErrorCode::Unsupported, "no sandbox profile for the worker: " + text);
  }
  return {};
}

}  // namespace tiles::sandbox
