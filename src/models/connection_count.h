// SPDX-License-Identifier: Apache-2.0
// How many connections fetch one blob: more while each of them makes it faster, fewer when the
// server says that it is too many.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tiles::models {

// Not safe from several threads.
class ConnectionCount {
 public:
  static constexpr unsigned kFirst = 2;
  // One connection more is kept when it brings a sixth more bytes.
  static constexpr std::uint64_t kGainPart = 6;

  explicit ConnectionCount(unsigned most)
      : most_(std::max(1U, most)), wanted_(std::min(kFirst, most_)) {}

  unsigned wanted() const { return wanted_; }

  // After each interval of the same length in which `wanted` connections were at work.
  void after_interval(std::uint64_t bytes) {
    const bool is_faster = bytes > best_ + best_ / kGainPart;
    if (is_faster) {
      best_ = bytes;
      is_trial_ = wanted_ < most_;
      if (is_trial_) ++wanted_;
    } else if (is_trial_) {
      most_ = --wanted_;  // It brought nothing: not tried again.
      is_trial_ = false;
    }
  }

  // After a 429: half of them, and never more again.
  void after_refusal() {
    wanted_ = std::max(1U, wanted_ / 2);
    most_ = wanted_;
    is_trial_ = false;
  }

 private:
  unsigned most_;
  unsigned wanted_;
  std::uint64_t best_ = 0;  // Bytes of the best interval so far.
  bool is_trial_ = false;   // The newest connection has not yet shown what it brings.
};

}  // namespace tiles::models
