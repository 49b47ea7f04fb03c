// SPDX-License-Identifier: Apache-2.0
#include "server/http_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <charconv>
#include <exception>
#include <optional>
#include <utility>

namespace tiles::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;

constexpr int kHttp11 = 11;
constexpr std::chrono::milliseconds kStopLooked{100};

tl::unexpected<Error> fail(ErrorCode code, std::string text) {
  return tl::unexpected<Error>(Error(code, std::move(text)));
}

// Whether what came is not HTTP; a connection that ended is something else.
bool is_malformed(error_code failed) {
  return failed.category() == error_code(http::error::bad_method).category() &&
         failed != http::error::end_of_stream && failed != http::error::partial_message;
}

// What all connections share.
struct Shared {
  HttpServer::Handler handler;
  HttpLimits limits;
  std::size_t connections = 0;
  std::function<void()> one_ended;  // Lets the next connection in.
};

// One connection: reads a request, answers it, and goes on while the client keeps it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, std::shared_ptr<Shared> shared)
      : stream_(std::move(socket)), shared_(std::move(shared)) {
    ++shared_->connections;
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    --shared_->connections;
    shared_->one_ended();
  }

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_->limits.header_bytes_max));
    parser_->body_limit(shared_->limits.body_bytes_max);
    stream_.expires_after(shared_->limits.request_time);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code failed, std::size_t) { self->answer(failed); });
  }

 private:
  void answer(error_code failed) {
    if (failed == http::error::body_limit) return write({413, {}, "too large\n"}, Keep::No);
    if (failed == http::error::header_limit) return write({431, {}, "too large\n"}, Keep::No);
    if (is_malformed(failed)) return write({400, {}, "not HTTP\n"}, Keep::No);
    if (failed) return;  // It went away, or was too slow.
    const auto& message = parser_->get();
    const std::string target(message.target());
    const std::size_t mark = target.find('?');
    const HttpRequest request{
        .method = std::string(message.method_string()),
        .path = target.substr(0, mark),
        .query = mark == std::string::npos ? std::string() : target.substr(mark + 1),
        .body = message.body()};
    HttpAnswer answer;
    try {
      answer = shared_->handler(request);
    } catch (const std::exception&) {
      answer = {.status = 500, .content_type = {}, .body = "internal error\n"};
    }
    write(std::move(answer), message.keep_alive() ? Keep::Yes : Keep::No);
  }

  enum class Keep { Yes, No };
  void write(HttpAnswer answer, Keep keep) {
    response_ = {};
    response_.version(kHttp11);
    response_.result(static_cast<unsigned>(answer.status));
    response_.set(http::field::content_type,
                  answer.content_type.empty() ? HttpAnswer().content_type : answer.content_type);
    response_.keep_alive(keep == Keep::Yes);
    response_.body() = std::move(answer.body);
    response_.prepare_payload();
    stream_.expires_after(shared_->limits.request_time);
    http::async_write(stream_, response_,
                      [self = shared_from_this(), keep](error_code failed, std::size_t) {
                        if (!failed && keep == Keep::Yes) return self->read();
                        error_code ignored;
                        self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
                      });
  }

  beast::tcp_stream stream_;
  std::shared_ptr<Shared> shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
};

class BeastServer final : public HttpServer {
 public:
  explicit BeastServer(Handler handler, const HttpLimits& limits)
      : acceptor_(context_), retry_(context_), shared_(std::make_shared<Shared>()) {
    shared_->handler = std::move(handler);
    shared_->limits = limits;
    shared_->one_ended = [this] {
      if (std::exchange(is_full_, false)) accept();
    };
  }
  ~BeastServer() override {
    shared_->one_ended = [] {};
  }

  Result<void> open(const tcp::endpoint& endpoint) {
    error_code failed;
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address(/*allowed=*/true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(tcp::acceptor::max_listen_connections, failed);
    if (!failed) return {};
    const bool is_taken = failed == asio::error::address_in_use;
    return fail(is_taken ? ErrorCode::Busy : ErrorCode::Io,
                "listening on " + text_of(endpoint) + ": " + failed.message());
  }

  std::string address() const override {
    error_code ignored;
    return text_of(acceptor_.local_endpoint(ignored));
  }

  void run(const tilekit::StopFlag& stop) override {
    accept();
    const auto begin = std::chrono::steady_clock::now();
    const auto run_time = shared_->limits.run_time;
    const auto is_over = [&] {
      return run_time.count() != 0 && std::chrono::steady_clock::now() - begin > run_time;
    };
    while (!stop.is_raised() && !is_over()) {
      context_.run_for(kStopLooked);
      context_.restart();
    }
    error_code ignored;
    acceptor_.close(ignored);
    context_.run_for(kStopLooked);
    context_.stop();
  }

 private:
  static std::string text_of(const tcp::endpoint& endpoint) {
    const std::string address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
           std::to_string(endpoint.port());
  }

  void accept() {
    if (shared_->connections >= shared_->limits.connections_max) {
      is_full_ = true;
      return;
    }
    acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
      if (failed == asio::error::operation_aborted) return;
      if (failed) return accept_later();
      std::make_shared<Session>(std::move(socket), shared_)->read();
      accept();
    });
  }

  // Out of file descriptors, say: at once it would be the same.
  void accept_later() {
    retry_.expires_after(kStopLooked);
    retry_.async_wait([this](error_code failed) {
      if (!failed) accept();
    });
  }

  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  std::shared_ptr<Shared> shared_;
  bool is_full_ = false;
};

// "127.0.0.1:8080", "[::1]:8080". Nothing when it is something else.
std::optional<tcp::endpoint> endpoint_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  std::string host = text.substr(0, colon);
  const std::string digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code failed;
  const auto address = asio::ip::make_address(host, failed);
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, port);
  if (failed || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return tcp::endpoint(address, port);
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& address, Handler handler,
                                                       const HttpLimits& limits) {
  const auto endpoint = endpoint_of(address);
  if (!endpoint) {
    return tl::unexpected<Error>(Error(ErrorCode::Invalid, "'" + address + "' is no address")
                                     .with_hint("write it like 127.0.0.1:8080"));
  }
  if (!endpoint->address().is_loopback()) {
    return tl::unexpected<Error>(
        Error(ErrorCode::Denied, "'" + address + "' is open to other machines")
            .with_hint("listen on 127.0.0.1 and put a web server with TLS before it"));
  }
  auto server = std::make_unique<BeastServer>(std::move(handler), limits);
  if (auto opened = server->open(*endpoint); !opened) {
    return tl::unexpected<Error>(std::move(opened).error());
  }
  return server;
}

}  // namespace tiles::server
