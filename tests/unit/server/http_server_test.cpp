// SPDX-License-Identifier: Apache-2.0
#include "server/http_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "base/unique_fd.h"

namespace tiles::server {
namespace {

// What the server at `address`, "127.0.0.1:PORT", answers to a request that ends the connection.
std::string ask(const std::string& address, const std::string& target) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&place), sizeof(place)) != 0) {
    return "no connection";
  }
  const std::string request =
      "GET " + target + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
  if (::send(socket.get(), request.data(), request.size(), 0) < 0) return "not sent";
  std::string answer;
  std::array<char, 1'024> piece{};
  for (;;) {
    const ssize_t count = ::recv(socket.get(), piece.data(), piece.size(), 0);
    if (count <= 0) return answer;
    answer.append(piece.data(), static_cast<std::size_t>(count));
  }
}

TEST(HttpServer, PathAndQueryAreApartAndTheAnswerIsWholeThoughItEndsTheServer) {
  tilekit::StopFlag stop;
  HttpRequest seen;
  const auto server = HttpServer::listen("127.0.0.1:0", [&](const HttpRequest& request) {
                        seen = request;
                        stop.raise();
                        return HttpAnswer{.body = "the end\n"};
                      }).value();
  std::string answer;
  std::thread asker([&] { answer = ask(server->address(), "/back?code=a%20b&state=c?d"); });
  server->run(stop);
  asker.join();
  EXPECT_EQ(seen.path, "/back");
  EXPECT_EQ(seen.query, "code=a%20b&state=c?d");
  EXPECT_NE(answer.find("the end\n"), std::string::npos) << answer;
}

TEST(HttpServer, RunEndsWhenItsTimeIsOver) {
  const tilekit::StopFlag stop;
  const auto begin = std::chrono::steady_clock::now();
  const auto server =
      HttpServer::listen("127.0.0.1:0", [](const HttpRequest&) { return HttpAnswer(); },
                         {.run_time = std::chrono::seconds(1)})
          .value();
  const std::string address = server->address();
  server->run(stop);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_EQ(ask(address, "/"), "no connection");
}

TEST(HttpServer, OnlyThisMachineIsListenedTo) {
  const auto handler = [](const HttpRequest&) { return HttpAnswer(); };
  EXPECT_EQ(HttpServer::listen("0.0.0.0:0", handler).error().code(), tilekit::ErrorCode::Denied);
  EXPECT_EQ(HttpServer::listen("here", handler).error().code(), tilekit::ErrorCode::Invalid);
}

}  // namespace
}  // namespace tiles::server
