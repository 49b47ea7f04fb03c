// SPDX-License-Identifier: Apache-2.0
#include "memory/repetition.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kCheckEveryBytes = 16;

}  // namespace

Repetition RepetitionGuard::feed(std::string_view piece) {
  for (const char byte : piece) {
    if (state_ == Repetition::Found) {
      break;
    }
    if (tail_.size() == kRepeatedBytes) {
      tail_.erase(0, 1);
    }
    tail_ += byte;
    if (++unchecked_bytes_ >= kCheckEveryBytes && tail_.size() == kRepeatedBytes) {
      unchecked_bytes_ = 0;
      state_ = tail_repeats() ? Repetition::Found : Repetition::None;
    }
  }
  return state_;
}

bool RepetitionGuard::tail_repeats() const {
  const std::string_view tail = tail_;
  for (std::size_t period = 1; period <= kPeriodBytesMax; ++period) {
    if (tail.substr(period) == tail.substr(0, tail.size() - period)) {
      return true;
    }
  }
  return false;
}

}  // namespace tiles::memory
