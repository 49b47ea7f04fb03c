// SPDX-License-Identifier: Apache-2.0
#include <sys/clonefile.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/platform_file.h"

namespace tiles::platform {

Result<void> clone_file(int from, int directory, const std::string& name) {
  if (::fclonefileat(from, directory, name.c_str(), CLONE_NOFOLLOW | CLONE_NOOWNERCOPY) == 0) {
    if (::fchmodat(directory, name.c_str(), 0600, 0) == 0) return {};
    return fail_system(errno, "cloning '" + name + "'");
  }
  if (errno == ENOTSUP || errno == EXDEV) {
    return fail(ErrorCode::Unsupported, "the file system cannot clone '" + name + "'");
  }
  return fail_system(errno, "cloning '" + name + "'");
}

// The system has no such call.
void begin_writing(int, std::uint64_t, std::uint64_t) {}

}  // namespace tiles::platform
