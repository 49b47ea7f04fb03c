// SPDX-License-Identifier: Apache-2.0
// Wall-clock time behind a seam, so that tests choose it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tiles {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
};

// RFC 3339 in UTC with milliseconds: "2026-11-23T03:16:00.000Z".
std::string format_time(TimePoint time);
// What format_time() writes; nothing for any other text.
std::optional<TimePoint> parse_time(std::string_view text);

}  // namespace tiles
