// SPDX-License-Identifier: Apache-2.0
#include "net/headers.h"

#include <gtest/gtest.h>

namespace tiles::net {
namespace {

using std::chrono::seconds;

Headers of(std::initializer_list<const char*> lines) {
  Headers headers;
  for (const char* line : lines) EXPECT_TRUE(headers.add_line(line).has_value());
  return headers;
}

// 1994-11-06T08:49:37Z, the date of RFC 9110's examples.
constexpr TimePoint kExample{seconds(784'111'777)};

TEST(Headers, NamesAreFoundWhateverTheirLetters) {
  const Headers headers = of({"X-Repo-Commit: abc\r\n", "no field", "etag:\"x\"", "ETag: second"});
  EXPECT_EQ(headers.find("x-repo-commit"), "abc");
  EXPECT_EQ(headers.find("ETAG"), "\"x\"");
  EXPECT_EQ(headers.find("Location"), std::nullopt);
}

TEST(Headers, FieldsAndBytesAreBounded) {
  Headers fields;
  for (std::size_t i = 0; i < Headers::kFieldsMax; ++i) {
    ASSERT_TRUE(fields.add_line("a: b").has_value());
  }
  EXPECT_EQ(fields.add_line("a: b").error().code(), ErrorCode::Limit);
  Headers bytes;
  EXPECT_TRUE(bytes.add_line("a:" + std::string(Headers::kBytesMax - 2, 'b')).has_value());
  EXPECT_EQ(bytes.add_line("b").error().code(), ErrorCode::Limit);
}

TEST(ContentRange, RangesAndTotalsAreRead) {
  const auto range = parse_content_range("bytes 5-9/20");
  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(range->first, 5U);
  EXPECT_EQ(range->last, 9U);
  EXPECT_EQ(range->total, 20U);
  EXPECT_EQ(parse_content_range("bytes 5-9/*")->total, std::nullopt);
  EXPECT_EQ(parse_content_range("bytes */20")->first, std::nullopt);
  for (const char* value :
       {"", "bytes", "bytes 9-5/20", "bytes 5-20/20", "bytes */*", "bytes 5/20", "items 5-9/20",
        "bytes -5-9/20", "bytes 5-9/", "bytes 18446744073709551616-1/2"}) {
    EXPECT_FALSE(parse_content_range(value).has_value()) << value;
  }
}

TEST(AskedWait, SecondsDatesAndRateLimitsAreUnderstood) {
  EXPECT_EQ(asked_wait(of({"Retry-After: 7"}), kExample), seconds(7));
  EXPECT_EQ(asked_wait(of({"Retry-After: Sun, 06 Nov 1994 08:49:47 GMT"}), kExample), seconds(10));
  EXPECT_EQ(asked_wait(of({"Retry-After: Sun, 06 Nov 1994 08:49:27 GMT"}), kExample), seconds(0));
  EXPECT_EQ(asked_wait(of({"RateLimit: \"resolvers\";r=0;t=120"}), kExample), seconds(120));
  EXPECT_EQ(asked_wait(of({"RateLimit: \"resolvers\";r=5;t=120"}), kExample), std::nullopt);
  EXPECT_EQ(asked_wait(of({"Retry-After: soon"}), kExample), std::nullopt);
  EXPECT_EQ(asked_wait(of({"Retry-After: Sun, 31 Feb 1994 08:49:47 GMT"}), kExample), std::nullopt);
}

TEST(AskedWait, NobodyMakesUsWaitLongerThanTheLimit) {
  EXPECT_EQ(asked_wait(of({"Retry-After: 900"}), kExample), kWaitMax);
  EXPECT_EQ(asked_wait(of({"Retry-After: 901"}), kExample), kWaitMax);
  EXPECT_EQ(asked_wait(of({"Retry-After: 99999999999"}), kExample), kWaitMax);
}

TEST(Challenge, ParametersAreReadWithAndWithoutQuotes) {
  const auto challenge = parse_challenge(
      R"(Bearer realm="https://auth.example.org/token",service=registry, Scope="repository:a/b:pull")");
  ASSERT_TRUE(challenge.has_value());
  EXPECT_EQ(challenge->scheme, "bearer");
  EXPECT_EQ(challenge->parameters.at("realm"), "https://auth.example.org/token");
  EXPECT_EQ(challenge->parameters.at("service"), "registry");
  EXPECT_EQ(challenge->parameters.at("scope"), "repository:a/b:pull");
  EXPECT_FALSE(parse_challenge("").has_value());
  EXPECT_FALSE(parse_challenge("Bearer realm=\"open").has_value());
}

TEST(EntityTag, WeaknessAndQuotesAreTakenAway) {
  EXPECT_EQ(plain_etag("W/\"ab\""), "ab");
  EXPECT_EQ(plain_etag("\"ab\""), "ab");
  EXPECT_EQ(plain_etag("ab"), "ab");
  EXPECT_EQ(plain_etag("\""), "\"");
}

}  // namespace
}  // namespace tiles::net
