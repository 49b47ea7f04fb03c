// SPDX-License-Identifier: Apache-2.0
// Carries a flag that a signal handler may raise to work that is stopped by a call.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

namespace tiles::chat {

// While it lives, calls `stop` once, on a thread of its own, when `flag` becomes true.
class StopWatcher {
 public:
  static constexpr std::chrono::milliseconds kPeriod{5};

  // A null flag is never raised.
  StopWatcher(const std::atomic<bool>* flag, std::function<void()> stop) {
    if (flag == nullptr) return;
    thread_ = std::jthread([flag, stop = std::move(stop)](const std::stop_token& ended) {
      while (!ended.stop_requested()) {
        if (flag->load(std::memory_order_relaxed)) return stop();
        std::this_thread::sleep_for(kPeriod);
      }
    });
  }

 private:
  std::jthread thread_;
};

}  // namespace tiles::chat
