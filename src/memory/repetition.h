// SPDX-License-Identifier: Apache-2.0
// Notices a model that says the same over and over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tiles::memory {

enum class Repetition : std::uint8_t { None, Found };

class RepetitionGuard {
 public:
  // Text of this length that consists of one part, at most kPeriodBytesMax long, is a repetition.
  static constexpr std::size_t kRepeatedBytes = 256;
  static constexpr std::size_t kPeriodBytesMax = 64;

  // Once found, it stays found. Cost: constant for each byte.
  Repetition feed(std::string_view piece);

 private:
  bool tail_repeats() const;

  std::string tail_;  // At most kRepeatedBytes.
  std::size_t unchecked_bytes_ = 0;
  Repetition state_ = Repetition::None;
};

}  // namespace tiles::memory
