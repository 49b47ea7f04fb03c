// SPDX-License-Identifier: Apache-2.0
#include "engine/model_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/unique_fd.h"

namespace tiles::engine {

Result<FileHandle> open_model_file(const std::filesystem::path& path) {
  // Without waiting: opening a FIFO would otherwise block until somebody writes.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return fail_system(errno, "opening");
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return fail_system(errno, "opening");
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::Invalid, "not a regular file");
  FileHandle file(::fdopen(fd.get(), "rb"));
  if (!file) return fail_system(errno, "opening");
  fd.release();
  return file;
}

}  // namespace tiles::engine
