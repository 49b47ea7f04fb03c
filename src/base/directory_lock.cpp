// SPDX-License-Identifier: Apache-2.0
#include "base/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace tiles {

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path& directory, LockKind kind,
                                          std::chrono::milliseconds wait) {
  constexpr std::chrono::milliseconds kPause{10};
  if (directory.empty()) return DirectoryLock(UniqueFd());
  UniqueFd folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) {
    return fail_system(errno, "opening '" + directory.native() + "'");
  }
  const int operation = (kind == LockKind::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (::flock(folder.get(), operation) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) {
      return fail_system(errno, "locking '" + directory.native() + "'");
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(ErrorCode::Busy, "another process is writing to '" + directory.native() + "'");
    }
    std::this_thread::sleep_for(kPause);
  }
  return DirectoryLock(std::move(folder));
}

}  // namespace tiles
