// SPDX-License-Identifier: Apache-2.0
#include "vault/vault_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace tiles::vault {

Result<VaultLock> VaultLock::take(const std::filesystem::path& root,
                                  std::chrono::milliseconds wait) {
  constexpr std::chrono::milliseconds kPause{10};
  if (root.empty()) return VaultLock(UniqueFd());
  UniqueFd folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) {
    return fail_system(errno, "opening '" + root.native() + "'");
  }
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) {
      return fail_system(errno, "locking '" + root.native() + "'");
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(ErrorCode::Busy, "another process is writing to '" + root.native() + "'");
    }
    std::this_thread::sleep_for(kPause);
  }
  return VaultLock(std::move(folder));
}

}  // namespace tiles::vault
