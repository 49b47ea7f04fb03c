// SPDX-License-Identifier: Apache-2.0
#include "terminal/transfer_meter.h"

#include <array>
#include <cstdio>

namespace tiles::program {

void TransferMeter::update(std::uint64_t bytes_done, TimePoint now) {
  constexpr std::chrono::duration<double> kInterval{1.0};
  constexpr double kWeight = 0.3;  // Of the newest second in the mean.
  if (!before_) {
    before_ = now;
    bytes_before_ = bytes_done;
    return;
  }
  const std::chrono::duration<double> passed = now - *before_;
  if (passed < kInterval) return;
  const double newest = static_cast<double>(bytes_done - bytes_before_) / passed.count();
  rate_ = rate_ ? *rate_ + kWeight * (newest - *rate_) : newest;
  before_ = now;
  bytes_before_ = bytes_done;
}

std::optional<std::chrono::seconds> TransferMeter::time_left(std::uint64_t bytes_left) const {
  if (!rate_ || *rate_ < 1) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(bytes_left) / *rate_));
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  constexpr double kStep = 1'024;
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= kStep && unit + 1 < kUnits.size()) {
    value /= kStep;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

std::string duration_text(std::chrono::seconds duration) {
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 3'600;
  const std::int64_t seconds = duration.count();
  if (seconds < kMinute) return std::to_string(seconds) + " s";
  if (seconds < kHour) {
    return std::to_string(seconds / kMinute) + " min " + std::to_string(seconds % kMinute) + " s";
  }
  return std::to_string(seconds / kHour) + " h " + std::to_string(seconds % kHour / kMinute) +
         " min";
}

}  // namespace tiles::program
