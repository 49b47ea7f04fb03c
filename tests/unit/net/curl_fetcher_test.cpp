// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "net/fetcher.h"

namespace tiles::net {
namespace {

class NoSink final : public BodySink {
 public:
  Result<void> begin(int, const Headers&) override { return {}; }
  Result<void> take(std::string_view) override { return {}; }
};

// A name that no name server is asked for, as no part of one is that long; and a closed port.
TEST(CurlFetcher, FailuresAreAnswersHoweverOften) {
  const auto fetcher = open_fetcher().value();
  NoSink sink;
  for (const std::string& host : {std::string(70, 'a') + ".invalid", std::string("127.0.0.1:1")}) {
    const Request request{.url = Url::parse("http://" + host + "/").value(), .body_bytes_max = 1};
    for (int i = 0; i < 3; ++i) {
      const auto answer = fetcher->fetch(request, sink, nullptr);
      ASSERT_TRUE(answer) << host;
      EXPECT_EQ(answer->status, 0);
      EXPECT_TRUE(answer->broken) << host;
    }
  }
}

}  // namespace
}  // namespace tiles::net
