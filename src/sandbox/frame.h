// SPDX-License-Identifier: Apache-2.0
// What goes over the worker's stream: a kind, a length, a payload. The same for any engine.
// Format: docs/protocols/python.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::sandbox {

enum class FrameKind : char {
  // To the worker.
  Start = 'S',   // Limits and names: see worker_limits.h.
  Run = 'B',     // One block of Python, UTF-8.
  Answer = 'A',  // Of a host call, JSON.
  Forget = 'N',  // A new session, with the same limits and the time of its payload.
  // From the worker.
  Ready = 'R',     // The jail is shut.
  Unready = 'U',   // The jail could not be shut: why. The worker ends.
  HostCall = 'C',  // JSON.
  Done = 'D',      // JSON.
};

inline constexpr std::size_t kFrameHeaderBytes = 5;  // Kind, then the length in little-endian.
inline constexpr std::size_t kFrameBytesMax = 32ULL << 20;

struct Frame {
  FrameKind kind = FrameKind::Ready;
  std::string payload;
};

// payload: at most kFrameBytesMax.
std::string encode_frame(FrameKind kind, std::string_view payload);

// Cuts a stream of bytes into frames. Keeps no more than was fed.
class FrameDecoder {
 public:
  // payload_bytes_max: longer frames are refused before their payload is taken.
  explicit FrameDecoder(std::size_t payload_bytes_max) : payload_bytes_max_(payload_bytes_max) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole frame, or nothing yet. Errors, for good: Invalid (an unknown kind), Limit.
  Result<std::optional<Frame>> next();

 private:
  std::size_t payload_bytes_max_;
  std::string buffer_;
};

}  // namespace tiles::sandbox
