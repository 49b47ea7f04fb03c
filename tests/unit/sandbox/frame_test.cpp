// SPDX-License-Identifier: Apache-2.0
#include "sandbox/frame.h"

#include <gtest/gtest.h>

#include "sandbox/worker_limits.h"

namespace tiles::sandbox {
namespace {

TEST(Frame, GoldenBytes) {
  EXPECT_EQ(encode_frame(FrameKind::Run, "x=1"), std::string("B\x03\0\0\0x=1", 8));
}

TEST(Frame, DecodesWhatArrivesByteByByte) {
  const std::string bytes =
      encode_frame(FrameKind::Done, "{}") + encode_frame(FrameKind::Ready, "");
  FrameDecoder decoder(16);
  std::string seen;
  for (const char byte : bytes) {
    decoder.feed({&byte, 1});
    auto frame = decoder.next();
    ASSERT_TRUE(frame);
    if (*frame) seen += static_cast<char>((*frame)->kind) + (*frame)->payload;
  }
  EXPECT_EQ(seen, "D{}R");
}

TEST(Frame, LengthAtTheLimitIsTakenAndPastItRefused) {
  FrameDecoder decoder(3);
  decoder.feed(encode_frame(FrameKind::Done, "abc"));
  ASSERT_TRUE(decoder.next().value());
  decoder.feed(std::string("D\x04\0\0\0", 5));
  const auto refused = decoder.next();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::Limit);
}

TEST(Frame, UnknownKindIsRefusedBeforeItsPayload) {
  FrameDecoder decoder(16);
  decoder.feed(std::string("Z\0\0\0\0", 5));
  EXPECT_EQ(decoder.next().error().code(), ErrorCode::Invalid);
}

TEST(Frame, StartSurvivesEncoding) {
  const WorkerLimits limits{1000, 64ULL << 20, 64, 65536, -1};
  const std::string payload = encode_start(limits, {"read_file", "search"});
  const auto start = decode_start(payload);
  ASSERT_TRUE(start);
  EXPECT_EQ(start->limits.memory_bytes, 64ULL << 20);
  EXPECT_EQ(start->limits.now_s, -1);
  EXPECT_EQ(start->names, "read_file\nsearch\n");
  EXPECT_FALSE(decode_start(std::string_view(payload).substr(0, 39)));
}

}  // namespace
}  // namespace tiles::sandbox
