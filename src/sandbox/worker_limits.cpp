// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker_limits.h"

#include <array>
#include <cstddef>

namespace tiles::sandbox {
namespace {

constexpr std::size_t kNumbers = 5;
constexpr std::size_t kNumberBytes = 8;

}  // namespace

std::string encode_start(const WorkerLimits& limits, const std::vector<std::string>& names) {
  const std::array<std::uint64_t, kNumbers> numbers{limits.time_ms, limits.memory_bytes,
                                                    limits.depth, limits.output_bytes,
                                                    static_cast<std::uint64_t>(limits.now_s)};
  std::string payload;
  for (const std::uint64_t number : numbers) {
    for (std::size_t i = 0; i < kNumberBytes; ++i) {
      payload += static_cast<char>((number >> (8 * i)) & 0xff);
    }
  }
  for (const std::string& name : names) payload.append(name).append("\n");
  return payload;
}

std::optional<Start> decode_start(std::string_view payload) {
  if (payload.size() < kNumbers * kNumberBytes) return std::nullopt;
  std::array<std::uint64_t, kNumbers> numbers{};
  for (std::size_t i = 0; i < kNumbers * kNumberBytes; ++i) {
    const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(payload[i]));
    numbers.at(i / kNumberBytes) |= byte << (8 * (i % kNumberBytes));
  }
  Start start;
  start.limits = {numbers[0], numbers[1], numbers[2], numbers[3],
                  static_cast<std::int64_t>(numbers[4])};
  start.names = payload.substr(kNumbers * kNumberBytes);
  return start;
}

}  // namespace tiles::sandbox
