// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles {
namespace {

std::string object_of(std::size_t keys) {
  std::string text = "{\"0\":0";
  for (std::size_t i = 1; i < keys; ++i) text += ",\"" + std::to_string(i) + "\":0";
  return text + "}";
}

TEST(UnambiguousJson, KeyTwiceInOneObjectIsInvalid) {
  for (const char* text :
       {R"({"a":1,"a":1})", R"([{"b":{"a":1,"c":[],"a":2}}])", R"({"a":1,"\u0061":2})"}) {
    const auto json = parse_unambiguous_json(text);
    ASSERT_FALSE(json) << text;
    EXPECT_EQ(json.error().code(), ErrorCode::Invalid);
    EXPECT_NE(json.error().text().find("'a' twice"), std::string::npos);
  }
}

TEST(UnambiguousJson, KeyTwiceInDifferentObjectsIsRead) {
  const auto json = parse_unambiguous_json(R"({"a":{"a":[{"a":1},{"a":2}]},"b":"a"})");
  ASSERT_TRUE(json);
  EXPECT_EQ(print_json(*json), R"({"a":{"a":[{"a":1},{"a":2}]},"b":"a"})");
}

TEST(UnambiguousJson, BoundsHoldAtTheirLimitAndNotPastIt) {
  EXPECT_TRUE(parse_unambiguous_json(object_of(kObjectKeysMax)));
  const auto more = parse_unambiguous_json(object_of(kObjectKeysMax + 1));
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::Limit);
  EXPECT_TRUE(parse_unambiguous_json("[[]]", 2));
  EXPECT_EQ(parse_unambiguous_json("[[[]]]", 2).error().code(), ErrorCode::Limit);
}

TEST(UnambiguousJson, WhatIsNotJsonIsInvalid) {
  for (const char* text : {"", "{", "{\"a\"}", "[1,]", "nul", "\"\xff\""}) {
    EXPECT_EQ(parse_unambiguous_json(text).error().code(), ErrorCode::Invalid) << text;
  }
}

}  // namespace
}  // namespace tiles
