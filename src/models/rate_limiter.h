// SPDX-License-Identifier: Apache-2.0
// Holds the bytes of all connections together below a rate.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>

namespace tiles::models {

// Safe from several threads. Time comes from the caller.
class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;
  using TimePoint = Clock::time_point;

  // 0: no limit.
  explicit RateLimiter(std::uint64_t bytes_per_second_max) : rate_(bytes_per_second_max) {}

  // How long to wait after `bytes` came at `now`.
  std::chrono::milliseconds take(std::uint64_t bytes, TimePoint now) {
    if (rate_ == 0) return std::chrono::milliseconds(0);
    const std::scoped_lock lock(mutex_);
    if (free_at_ < now) free_at_ = now;
    const double seconds = static_cast<double>(bytes) / static_cast<double>(rate_);
    free_at_ +=
        std::chrono::duration_cast<TimePoint::duration>(std::chrono::duration<double>(seconds));
    return std::chrono::duration_cast<std::chrono::milliseconds>(free_at_ - now);
  }

 private:
  std::uint64_t rate_;
  std::mutex mutex_;
  TimePoint free_at_{};
};

}  // namespace tiles::models
