// SPDX-License-Identifier: Apache-2.0
#include "sandbox/frame.h"

#include "base/assert.h"

namespace tiles::sandbox {
namespace {

constexpr std::string_view kKinds = "SBANRUCD";

std::uint32_t read_length(std::string_view header) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    length |= static_cast<std::uint32_t>(static_cast<unsigned char>(header[1 + i])) << (8 * i);
  }
  return length;
}

}  // namespace

std::string encode_frame(FrameKind kind, std::string_view payload) {
  TILES_ASSERT(payload.size() <= kFrameBytesMax);
  std::string frame;
  frame.reserve(kFrameHeaderBytes + payload.size());
  frame += static_cast<char>(kind);
  for (std::size_t i = 0; i < 4; ++i) {
    frame += static_cast<char>((payload.size() >> (8 * i)) & 0xff);
  }
  return frame.append(payload);
}

Result<std::optional<Frame>> FrameDecoder::next() {
  if (buffer_.size() < kFrameHeaderBytes) return std::nullopt;
  if (kKinds.find(buffer_[0]) == std::string_view::npos) {
    return fail(ErrorCode::Invalid, "frame of an unknown kind");
  }
  const std::size_t length = read_length(buffer_);
  if (length > payload_bytes_max_) {
    return fail(ErrorCode::Limit, "frame of " + std::to_string(length) + " bytes, the limit is " +
                                      std::to_string(payload_bytes_max_));
  }
  if (buffer_.size() < kFrameHeaderBytes + length) return std::nullopt;
  Frame frame{static_cast<FrameKind>(buffer_[0]), buffer_.substr(kFrameHeaderBytes, length)};
  buffer_.erase(0, kFrameHeaderBytes + length);
  return frame;
}

}  // namespace tiles::sandbox
