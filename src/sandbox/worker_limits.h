// SPDX-License-Identifier: Apache-2.0
// The payload of the worker's first frame: five numbers in little-endian, then the names of the
// host functions, each ended by a line feed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::sandbox {

struct WorkerLimits {
  std::uint64_t time_ms = 0;  // Of one block in the engine, on a wall clock.
  std::uint64_t memory_bytes = 0;
  std::uint64_t depth = 0;
  std::uint64_t output_bytes = 0;
  std::int64_t now_s = 0;
};

// The payload of a frame that begins a new session: the time alone, as above.
std::string encode_time(std::int64_t now_s);
std::optional<std::int64_t> decode_time(std::string_view payload);

std::string encode_start(const WorkerLimits& limits, const std::vector<std::string>& names);

// `names` borrows from `payload`. Nothing when it is too short.
struct Start {
  WorkerLimits limits;
  std::string_view names;
};
std::optional<Start> decode_start(std::string_view payload);

}  // namespace tiles::sandbox
