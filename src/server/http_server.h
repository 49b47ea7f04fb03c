// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server on one address of this machine, for small requests and answers.
#pragma once

#include <tilekit/result.h>
#include <tilekit/task.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tiles::server {

struct HttpRequest {
  std::string method;  // "POST"
  std::string path;    // Without what follows '?'.
  std::string query;   // What follows it.
  std::string body;
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

struct HttpLimits {
  std::size_t header_bytes_max = std::size_t{8} << 10;
  std::size_t body_bytes_max = std::size_t{64} << 10;
  std::size_t connections_max = 64;  // More wait to be accepted.
  std::chrono::seconds request_time{10};
  std::chrono::seconds run_time{0};  // After which run() ends; 0: it goes on.
};

// Answers requests one after the other, on the thread that calls run().
class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  // `address` is "127.0.0.1:8080" or "[::1]:0"; port 0 means any that is free. Only addresses of
  // the loopback device are taken. Errors: Invalid, Denied, Busy (the port is taken), Io.
  static tilekit::Result<std::unique_ptr<HttpServer>> listen(const std::string& address,
                                                             Handler handler,
                                                             const HttpLimits& limits = {});
  virtual ~HttpServer() = default;

  // "127.0.0.1:38123"
  virtual std::string address() const = 0;
  // Until `stop` is raised, which is looked at ten times a second; answers under way have as long
  // again, then they are cut off.
  virtual void run(const tilekit::StopFlag& stop) = 0;
};

}  // namespace tiles::server
