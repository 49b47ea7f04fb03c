// SPDX-License-Identifier: Apache-2.0
#include "sandbox/answer.h"

#include <gtest/gtest.h>

namespace tiles::sandbox {
namespace {

std::string call_with(const std::string& args) {
  return R"({"name":"f","args":)" + args + R"(,"kwargs":{}})";
}

std::string done_with(const std::string& stdout_text) {
  return R"({"stdout":")" + stdout_text + R"(","value":null,"error":null,"broken_off":false})";
}

std::string error_with(const std::string& line) {
  return R"({"stdout":"","value":null,"broken_off":false,"error":{"type":"E","message":"m","traceback":"E: m","line":)" +
         line + "}}";
}

TEST(Answer, CallCarriesItsArguments) {
  const auto call = parse_host_call(R"({"name":"search","args":["x"],"kwargs":{"limit":3}})");
  ASSERT_TRUE(call);
  EXPECT_EQ(call->name, "search");
  EXPECT_EQ(call->args[0], "x");
  EXPECT_EQ(call->kwargs["limit"], 3);
}

TEST(Answer, CallNestedAtTheLimitIsTakenAndPastItRefused) {
  const auto nested = [](std::size_t depth) {
    return call_with(std::string(depth, '[') + std::string(depth, ']'));
  };
  EXPECT_TRUE(parse_host_call(nested(kCallDepthMax + 1)));
  EXPECT_EQ(parse_host_call(nested(kCallDepthMax + 2)).error().code(), ErrorCode::Limit);
  EXPECT_EQ(parse_host_call(nested(1'000'000)).error().code(), ErrorCode::Limit);
}

TEST(Answer, CallWithTooManyValuesIsRefused) {
  std::string args = "[1";
  for (std::size_t i = 0; i < 5 * kCallValuesMax; ++i) args += ",1";
  EXPECT_EQ(parse_host_call(call_with(args + "]")).error().code(), ErrorCode::Limit);
}

TEST(Answer, CallOfAnotherShapeIsRefused) {
  for (const char* text : {"", "[]", "{}", "{\"name\":1,\"args\":[],\"kwargs\":{}}",
                           "{\"name\":\"f\",\"args\":{},\"kwargs\":{}}",
                           "{\"name\":\"f\",\"args\":[]}", "{\"name\":\"f\"", "1e999"}) {
    EXPECT_EQ(parse_host_call(text).error().code(), ErrorCode::Invalid) << text;
  }
}

TEST(Answer, NumberThatNoDoubleHoldsIsRefused) {
  EXPECT_EQ(parse_host_call(call_with("[1e999]")).error().code(), ErrorCode::Invalid);
}

TEST(Answer, PrintedTextAtTheLimitIsTakenAndPastItRefused) {
  const Limits limits{.output_bytes = 8};
  EXPECT_EQ(parse_done(done_with("12345678"), limits)->result.stdout_text, "12345678");
  EXPECT_EQ(parse_done(done_with("123456789"), limits).error().code(), ErrorCode::Limit);
}

TEST(Answer, TextThatIsNotUtf8IsRefused) {
  EXPECT_EQ(parse_done(done_with("\xed\xa0\x80"), Limits{}).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(parse_done(done_with("\xff"), Limits{}).error().code(), ErrorCode::Invalid);
}

TEST(Answer, LoneSurrogateIsRefused) {
  EXPECT_EQ(parse_done(done_with("\\ud800"), Limits{}).error().code(), ErrorCode::Invalid);
}

TEST(Answer, LineOfAnErrorIsALineOfABlock) {
  EXPECT_EQ(parse_done(error_with("3"), Limits{})->result.error->line, 3);
  EXPECT_EQ(parse_done(error_with("null"), Limits{})->result.error->line, std::nullopt);
  for (const char* line : {"0", "-1", "1e9", "99999999999", "\"1\""}) {
    EXPECT_EQ(parse_done(error_with(line), Limits{}).error().code(), ErrorCode::Invalid) << line;
  }
}

TEST(Answer, DoneSaysWhetherItWasBrokenOff) {
  EXPECT_FALSE(parse_done(done_with(""), Limits{})->is_broken_off);
  std::string text = done_with("");
  text.replace(text.find("false"), 5, "true");
  EXPECT_TRUE(parse_done(text, Limits{})->is_broken_off);
  EXPECT_EQ(parse_done(R"({"stdout":"","value":null,"error":null})", Limits{}).error().code(),
            ErrorCode::Invalid);
}

}  // namespace
}  // namespace tiles::sandbox
