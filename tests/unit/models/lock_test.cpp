// SPDX-License-Identifier: Apache-2.0
#include "models/lock.h"

#include <gtest/gtest.h>

#include "base/format.h"
#include "models/layer_kind.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

constexpr std::string_view kGolden =
    R"({"format":1,
 "sources":[
  {"reference":"hf.co/a/b:Q4_K_M","revision":"0123456789012345678901234567890123456789","path":"x/b.gguf","digest":"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","size":3},
  {"reference":"./style.gguf","digest":"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","size":3}],
 "quantization":{"type":"Q8_0","quantizer":"llama.cpp 1"},
 "manifest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}
)";

Lock golden_lock() {
  const crypto::Digest foo = crypto::sha256("foo");
  Lock lock;
  lock.sources = {
      {.reference = "hf.co/a/b:Q4_K_M",
       .revision = "0123456789012345678901234567890123456789",
       .path = "x/b.gguf",
       .digest = foo,
       .size_bytes = 3},
      {.reference = "./style.gguf", .revision = "", .path = "", .digest = foo, .size_bytes = 3}};
  lock.quantization = {.type = "Q8_0", .quantizer = "llama.cpp 1"};
  lock.manifest = crypto::sha256("{}");
  return lock;
}

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kGolden);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void expect_refused(const std::string& text, ErrorCode code) {
  const auto lock = Lock::parse(text);
  ASSERT_FALSE(lock.has_value()) << text;
  EXPECT_EQ(lock.error().code(), code) << lock.error().text();
}

TEST(Lock, HasTheseBytes) {
  EXPECT_EQ(golden_lock().print().value(), kGolden);
  EXPECT_EQ(Lock::parse(kGolden).value(), golden_lock());
}

TEST(Lock, WithoutSourcesIsRead) {
  Lock lock;
  EXPECT_EQ(Lock::parse(lock.print().value()).value(), lock);
}

TEST(Lock, AnotherFormatIsUnsupported) {
  expect_refused(replaced("\"format\":1", "\"format\":2"), ErrorCode::Unsupported);
  expect_refused("{}", ErrorCode::Unsupported);
}

TEST(Lock, WhatIsNoLockIsRefused) {
  expect_refused("", ErrorCode::Invalid);
  expect_refused("<html>", ErrorCode::Invalid);
  expect_refused("[]", ErrorCode::Invalid);
  expect_refused(replaced("\"size\":3", "\"size\":-3"), ErrorCode::Invalid);
  expect_refused(replaced("\"size\":3", "\"size\":\"3\""), ErrorCode::Invalid);
  expect_refused(replaced("\"path\"", "\"branch\""), ErrorCode::Invalid);
  expect_refused(replaced("\"format\":1", "\"format\":1,\"format\":1"), ErrorCode::Invalid);
  expect_refused(replaced("sha256:2c26", "sha256:2C26"), ErrorCode::Invalid);
  expect_refused(replaced("\"reference\":\"./style.gguf\",", ""), ErrorCode::Invalid);
  expect_refused(replaced("\"revision\":\"0", "\"revision\":\"main"), ErrorCode::Unsupported);
}

TEST(Lock, PathThatLeavesItsSourceIsRefused) {
  for (const char* path : {"../b.gguf", "/etc/passwd", "x//b", "x\\\\b", "x/./b"}) {
    expect_refused(replaced("x/b.gguf", path), ErrorCode::Invalid);
  }
}

TEST(Lock, BoundsAreRefusedPastAndTakenAt) {
  Lock lock = golden_lock();
  lock.sources.front().reference = std::string(LockedSource::kReferenceBytesMax, 'x');
  EXPECT_TRUE(lock.print().has_value());
  lock.sources.front().reference += 'x';
  EXPECT_EQ(lock.print().error().code(), ErrorCode::Limit);

  lock = golden_lock();
  lock.sources.resize(Lock::kSourcesMax, lock.sources.back());
  const std::string text = lock.print().value();
  EXPECT_EQ(Lock::parse(text).value(), lock);
  lock.sources.push_back(lock.sources.back());
  EXPECT_EQ(lock.print().error().code(), ErrorCode::Limit);

  std::string padded(kGolden);
  padded.resize(Lock::kTextBytesMax, '\n');
  EXPECT_TRUE(Lock::parse(padded).has_value());
  expect_refused(padded + "\n", ErrorCode::Limit);

  expect_refused(replaced("\"size\":3", "\"size\":17592186044417"), ErrorCode::Limit);
  EXPECT_TRUE(Lock::parse(replaced("\"size\":3", "\"size\":17592186044416")).has_value());
}

TEST(LayerKind, OfEachOwnTypeIsItsKind) {
  for (int i = 0; i < static_cast<int>(LayerKind::Other); ++i) {
    const auto kind = static_cast<LayerKind>(i);
    EXPECT_EQ(layer_kind(media_type_of(kind)), kind) << i;
    EXPECT_FALSE(name_of(kind).empty()) << i;
  }
}

TEST(LayerKind, OfOthersTypesIsWhatTheyHold) {
  EXPECT_EQ(layer_kind("application/vnd.ollama.image.model"), LayerKind::Weights);
  EXPECT_EQ(layer_kind("application/vnd.docker.ai.gguf.v3"), LayerKind::Weights);
  EXPECT_EQ(layer_kind("application/octet-stream"), LayerKind::Other);
  EXPECT_EQ(layer_kind(""), LayerKind::Other);
}

}  // namespace
}  // namespace tiles::models
