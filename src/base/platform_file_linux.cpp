// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "base/platform_file.h"
#include "base/unique_fd.h"

namespace tiles::platform {

Result<void> clone_file(int from, int directory, const std::string& name) {
  const UniqueFd file(::openat(directory, name.c_str(),
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) {
    return fail_system(errno, "creating '" + name + "'");
  }
  if (::ioctl(file.get(), FICLONE, from) == 0 && ::fsync(file.get()) == 0) {
    return {};
  }
  const int error = errno;
  ::unlinkat(directory, name.c_str(), 0);
  // What ioctl_ficlone(2) lists for file systems that cannot, or not between these two files.
  if (error == EOPNOTSUPP || error == ENOTTY || error == EXDEV || error == EINVAL ||
      error == ENOSYS || error == EPERM) {
    return fail(ErrorCode::Unsupported, "the file system cannot clone '" + name + "'");
  }
  return fail_system(error, "cloning '" + name + "'");
}

void begin_writing(int file, std::uint64_t offset, std::uint64_t size_bytes) {
  static_cast<void>(::sync_file_range(file, static_cast<off_t>(offset),
                                      static_cast<off_t>(size_bytes), SYNC_FILE_RANGE_WRITE));
}

}  // namespace tiles::platform
