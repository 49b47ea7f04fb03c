// SPDX-License-Identifier: Apache-2.0
// How a caller stops work that takes long.
#pragma once

#include <atomic>

namespace tilekit {

// Raised by any thread or by a signal handler; the work it was given to ends within one token.
class StopFlag {
 public:
  void raise() noexcept { raised_.store(true, std::memory_order_relaxed); }
  void lower() noexcept { raised_.store(false, std::memory_order_relaxed); }
  bool is_raised() const noexcept { return raised_.load(std::memory_order_relaxed); }
  const std::atomic<bool>& raised() const noexcept { return raised_; }

 private:
  std::atomic<bool> raised_{false};
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler raises it");
};

}  // namespace tilekit
