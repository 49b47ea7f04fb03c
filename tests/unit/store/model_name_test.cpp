// SPDX-License-Identifier: Apache-2.0
#include "store/model_name.h"

#include "store_fixture.h"

namespace tiles::store {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

TEST(ModelName, PartsAreFound) {
  const ModelName name = named("hf.co:443/some-one/Qwen3-4B.GGUF:Q4_K_M@" + kDigest);
  EXPECT_EQ(name.host, "hf.co:443");
  EXPECT_EQ(name.name_space, "some-one");
  EXPECT_EQ(name.model, "Qwen3-4B.GGUF");
  EXPECT_EQ(name.tag, "Q4_K_M");
  EXPECT_EQ(name.digest->text(), kDigest);
  EXPECT_EQ(name.reference(), "hf.co:443/some-one/Qwen3-4B.GGUF:Q4_K_M");
}

TEST(ModelName, WhatIsLeftOutHasADefault) {
  EXPECT_EQ(named("qwen3").text(), "qwen3:latest");
  EXPECT_EQ(named("me/qwen3").text(), "me/qwen3:latest");
  EXPECT_EQ(named("qwen3@" + kDigest).text(), "qwen3:latest@" + kDigest);
  EXPECT_EQ(named("_x/_y:_z").text(), "_x/_y:_z");
}

TEST(ModelName, TextIsReadAsTheSameName) {
  for (const char* text : {"a", "a:b", "n/a", "h.x:8080/n/a", "h/n/a:v1.2-3_4"}) {
    const ModelName name = named(text);
    EXPECT_EQ(named(name.text()), name) << text;
  }
}

TEST(ModelName, OtherCharactersAreRefused) {
  for (const char* text :
       {"",     "/",     "a/",   "/a",     "a:",      ":a",   "a:b:c", "a b", "a\n",
        "-a",   ".a",    "a/.b", "a.b/c",  "a/b/c/d", "h//a", "a\\b",  "ä",   "a@",
        "a:b@", "h:1/a", "../a", "a/../b", "a%",      "a:..", "a:-b"}) {
    const auto name = ModelName::parse(text);
    EXPECT_FALSE(name.has_value()) << text;
  }
}

TEST(ModelName, DigestsInCapitalsOrOfOtherKindsAreRefused) {
  expect_code(ModelName::parse("a@sha256:" + std::string(64, 'A')), ErrorCode::Invalid);
  expect_code(ModelName::parse("a@sha256:" + std::string(63, 'a')), ErrorCode::Invalid);
  expect_code(ModelName::parse("a@" + kDigest + "@" + kDigest), ErrorCode::Invalid);
  expect_code(ModelName::parse("a@md5:" + std::string(32, 'a')), ErrorCode::Unsupported);
}

TEST(ModelName, BoundsHoldAtTheirLimitAndNotPastIt) {
  const std::string part(ModelName::kPartBytesMax, 'a');
  const std::string host(ModelName::kHostBytesMax, 'h');
  EXPECT_TRUE(ModelName::parse(host + "/" + part + "/" + part + ":" + part).has_value());
  expect_code(ModelName::parse(host + "h/n/m"), ErrorCode::Limit);
  expect_code(ModelName::parse("h/" + part + "a/m"), ErrorCode::Limit);
  expect_code(ModelName::parse(part + "a"), ErrorCode::Limit);
  expect_code(ModelName::parse("m:" + part + "a"), ErrorCode::Limit);
}

TEST(ModelName, MessagesAreShortAndClean) {
  const auto name = ModelName::parse(std::string(100'000, '\n'));
  expect_code(name, ErrorCode::Limit);
  EXPECT_LT(phrase(name).size(), 400U);
  EXPECT_EQ(phrase(name).find('\n'), std::string::npos);
  const auto digest = ModelName::parse("a@sha256:\n\xff" + std::string(100'000, 'a'));
  expect_code(digest, ErrorCode::Invalid);
  EXPECT_LT(phrase(digest).size(), 400U);
  EXPECT_EQ(phrase(digest).find_first_of("\n\xff"), std::string::npos);
}

}  // namespace
}  // namespace tiles::store
