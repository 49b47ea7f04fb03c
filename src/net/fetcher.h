// SPDX-License-Identifier: Apache-2.0
// One request over the network and its answer: the seam below all outbound traffic. What may be
// asked, of whom and with which credentials is the Client's business (net/client.h).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/headers.h"
#include "net/url.h"

namespace tiles::net {

enum class Method : std::uint8_t { Get, Head, Post };

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;  // At least 1.
};

struct Request {
  Method method = Method::Get;
  Url url;
  std::vector<Header> headers = {};
  std::optional<ByteRange> range = {};
  std::string body = {};  // Of a Post.
  // A longer body ends the request with Limit. The other side chooses it, so there is no default.
  std::uint64_t body_bytes_max;
  // Nothing came for so long: the request has failed.
  std::chrono::seconds silence_max{30};
};

struct Answer {
  int status = 0;  // 0: none came.
  Headers headers;
  Url url;  // That gave it.
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
  // What cut the connection, or kept it from being made; worth another try.
  std::optional<Error> broken;
};

// Takes an answer as it comes, on the calling thread. An error ends the request with it.
class BodySink {
 public:
  virtual ~BodySink() = default;
  // Before the body, once. `headers` are borrowed for the call.
  virtual Result<void> begin(int status, const Headers& headers) = 0;
  virtual Result<void> take(std::string_view bytes) = 0;
};

// Two real implementations: curl's, and the recorded one of tests/support. Safe from several
// threads. No redirect is followed, no credential added, nothing kept between requests but
// connections.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // `stop` may be null; raised, it ends the request with Cancelled. Errors: also Limit and those of
  // the sink. A network that fails is an Answer, with `broken`.
  virtual Result<Answer> fetch(const Request& request, BodySink& sink,
                               const std::atomic<bool>* stop) = 0;
};

// Over libcurl. Errors: Unsupported in a build without outbound network.
Result<std::unique_ptr<Fetcher>> open_fetcher();

}  // namespace tiles::net
