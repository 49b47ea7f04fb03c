// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker_limits.h"

#include <array>
#include <cstddef>

namespace tiles::sandbox {
namespace {

constexpr std::size_t kNumbers = 5;
constexpr std::size_t kNumberBytes = 8;

void append_number(std::uint64_t number, std::string& payload) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    payload += static_cast<char>((number >> (8 * i)) & 0xff);
  }
}

std::uint64_t number_at(std::string_view payload, std::size_t begin) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) {
    const auto byte = static_cast<std::uint64_t>(static_cast<unsigned char>(payload[begin + i]));
    number |= byte << (8 * i);
  }
  return number;
}

}  // namespace

std::string encode_time(std::int64_t now_s) {
  std::string payload;
  append_number(static_cast<std::uint64_t>(now_s), payload);
  return payload;
}

std::optional<std::int64_t> decode_time(std::string_view payload) {
  if (payload.size() != kNumberBytes) return std::nullopt;
  return static_cast<std::int64_t>(number_at(payload, 0));
}

std::string encode_start(const WorkerLimits& limits, const std::vector<std::string>& names) {
  const std::array<std::uint64_t, kNumbers> numbers{limits.time_ms, limits.memory_bytes,
                                                    limits.depth, limits.output_bytes,
                                                    static_cast<std::uint64_t>(limits.now_s)};
  std::string payload;
  for (const std::uint64_t number : numbers) append_number(number, payload);
  for (const std::string& name : names) payload.append(name).append("\n");
  return payload;
}

std::optional<Start> decode_start(std::string_view payload) {
  if (payload.size() < kNumbers * kNumberBytes) return std::nullopt;
  std::array<std::uint64_t, kNumbers> numbers{};
  for (std::size_t i = 0; i < kNumbers; ++i) numbers.at(i) = number_at(payload, i * kNumberBytes);
  Start start;
  start.limits = {numbers[0], numbers[1], numbers[2], numbers[3],
                  static_cast<std::int64_t>(numbers[4])};
  start.names = payload.substr(kNumbers * kNumberBytes);
  return start;
}

}  // namespace tiles::sandbox
