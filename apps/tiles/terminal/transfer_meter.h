// SPDX-License-Identifier: Apache-2.0
// How fast something comes, steady enough to read, and how long it takes yet.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tiles::program {

// Time comes from the caller.
class TransferMeter {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void update(std::uint64_t bytes_done, TimePoint now);
  // Nothing before the first second is over.
  std::optional<double> bytes_per_second() const { return rate_; }
  std::optional<std::chrono::seconds> time_left(std::uint64_t bytes_left) const;

 private:
  std::optional<TimePoint> before_;
  std::uint64_t bytes_before_ = 0;
  std::optional<double> rate_;
};

// "1.5 GiB"
std::string size_text(std::uint64_t bytes);
// "2 min 5 s"
std::string duration_text(std::chrono::seconds duration);

}  // namespace tiles::program
