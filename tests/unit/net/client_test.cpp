// SPDX-License-Identifier: Apache-2.0
#include "net/client.h"

#include <gtest/gtest.h>

#include <deque>

#include "support/fault_file_system.h"

namespace tiles::net {
namespace {

// Gives recorded answers and remembers what was asked.
class RecordedFetcher final : public Fetcher {
 public:
  struct Recorded {
    int status = 0;
    std::vector<std::string> headers = {};
    std::string body = {};
  };

  Result<Answer> fetch(const Request& request, BodySink& sink, const std::atomic<bool>*) override {
    asked.push_back(request);
    Answer answer;
    answer.url = request.url;
    if (answers.empty()) {
      answer.broken = Error(ErrorCode::Io, "no answer is recorded");
      return answer;
    }
    const Recorded recorded = answers.front();
    answers.pop_front();
    answer.status = recorded.status;
    for (const std::string& line : recorded.headers) TILES_CHECK(answer.headers.add_line(line));
    TILES_CHECK(sink.begin(recorded.status, answer.headers));
    TILES_CHECK(sink.take(recorded.body));
    return answer;
  }

  std::deque<Recorded> answers;
  std::vector<Request> asked;
};

class ClientTest : public ::testing::Test {
 public:
  Client client(ClientOptions options = {.network = Network::Allowed}) {
    return Client(fetcher, ledger, clock, std::move(options));
  }
  static Request ask(std::string_view url) {
    return {.url = Url::parse(url).value(), .body_bytes_max = 100};
  }
  std::vector<LedgerEntry> entries() {
    EXPECT_TRUE(ledger.flush().has_value());
    return read_ledger(files, "network.jsonl").value();
  }
  static bool is_authorised(const Request& request) {
    for (const Header& header : request.headers) {
      if (header.name == "Authorization") return true;
    }
    return false;
  }

  RecordedFetcher fetcher;
  std::shared_ptr<testing::FaultDisk> disk = std::make_shared<testing::FaultDisk>();
  testing::FaultFileSystem files{disk};
  SystemClock clock;
  Ledger ledger{files, "network.jsonl", clock};
};

TEST_F(ClientTest, ThisMachineIsAskedOffline) {
  auto offline = client({.network = Network::Offline});
  fetcher.answers = {{200, {}, "here"}};
  EXPECT_EQ(offline.get(ask("http://127.0.0.1:8080/v1/models"), "a model here")->body, "here");
}

TEST_F(ClientTest, AMappedHostIsNotAskedOffline) {
  auto offline =
      client({.network = Network::Offline, .loopback = {{"example.org", "127.0.0.1:1"}}});
  EXPECT_EQ(offline.get(ask("https://example.org/"), "nothing").error().code(), ErrorCode::Denied);
  EXPECT_TRUE(fetcher.asked.empty());
}

TEST_F(ClientTest, APostIsSentOnceAndNotLedOn) {
  auto allowed = client();
  fetcher.answers = {{302, {"Location: https://cdn.example.net/x"}}};
  Request request = ask("https://example.org/v1/chat");
  request.method = Method::Post;
  request.body = "{}";
  EXPECT_EQ(allowed.get(request, "a question").error().code(), ErrorCode::Invalid);
  ASSERT_EQ(fetcher.asked.size(), 1U);
  EXPECT_EQ(fetcher.asked[0].body, "{}");
}

TEST_F(ClientTest, NothingIsAskedOffline) {
  auto offline = client({.network = Network::Offline});
  EXPECT_EQ(offline.get(ask("https://example.org/"), "nothing").error().code(), ErrorCode::Denied);
  EXPECT_TRUE(fetcher.asked.empty());
  EXPECT_TRUE(entries().empty());
}

TEST_F(ClientTest, EveryHostOfARedirectIsInTheLedgerAndOnlyItsOwnGetsTheSecret) {
  auto network = client();
  network.credentials().set("https://example.org", "Bearer secret");
  fetcher.answers = {{302, {"Location: https://cdn.example.net/x"}}, {200, {}, "body"}};
  const auto document = network.get(ask("https://example.org/a"), "a file");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->body, "body");
  EXPECT_EQ(document->answer.url.text(), "https://cdn.example.net/x");
  EXPECT_TRUE(is_authorised(fetcher.asked.at(0)));
  EXPECT_FALSE(is_authorised(fetcher.asked.at(1)));
  const auto lines = entries();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].host, "example.org");
  EXPECT_EQ(lines[3].host, "cdn.example.net");
  EXPECT_EQ(lines[3].status, 200);
}

TEST_F(ClientTest, AnotherPortIsAnotherOwner) {
  auto network = client();
  network.credentials().set("https://example.org", "Bearer secret");
  fetcher.answers = {{307, {"Location: https://example.org:8443/x"}}, {200}};
  ASSERT_TRUE(network.get(ask("https://example.org/a"), "a file").has_value());
  EXPECT_FALSE(is_authorised(fetcher.asked.at(1)));
}

TEST_F(ClientTest, UnencryptedPlacesAreRefused) {
  auto network = client();
  EXPECT_FALSE(network.get(ask("http://example.org/"), "a file").has_value());
  EXPECT_TRUE(fetcher.asked.empty());
  fetcher.answers = {{302, {"Location: http://example.org/x"}}};
  EXPECT_FALSE(network.get(ask("https://example.org/"), "a file").has_value());
  EXPECT_EQ(fetcher.asked.size(), 1U);
}

TEST_F(ClientTest, RedirectsAreCounted) {
  auto network = client();
  for (int i = 0; i < Client::kRedirectsMax; ++i)
    fetcher.answers.push_back({302, {"Location: /x"}});
  fetcher.answers.push_back({200});
  EXPECT_TRUE(network.get(ask("https://example.org/"), "a file").has_value());
  for (int i = 0; i <= Client::kRedirectsMax; ++i)
    fetcher.answers.push_back({302, {"Location: /x"}});
  EXPECT_EQ(network.get(ask("https://example.org/"), "a file").error().code(), ErrorCode::Limit);
}

TEST_F(ClientTest, WhatCannotBeWrittenDownIsNotAsked) {
  auto network = client();
  disk->make_read_only();
  EXPECT_FALSE(network.get(ask("https://example.org/"), "a file").has_value());
  EXPECT_TRUE(fetcher.asked.empty());
}

TEST_F(ClientTest, HostIsInTheLedgerBeforeItAnswersAndAnswersComeTogether) {
  auto network = client();
  fetcher.answers = {{200, {}, "one"}, {200, {}, "two"}};
  ASSERT_TRUE(network.get(ask("https://example.org/a"), "a file").has_value());
  const std::size_t changes = disk->change_count();
  ASSERT_TRUE(network.get(ask("https://example.org/b"), "a file").has_value());
  EXPECT_EQ(disk->change_count(), changes);
  const auto early = read_ledger(files, "network.jsonl").value();
  ASSERT_EQ(early.size(), 1U);
  EXPECT_EQ(early[0].host, "example.org");
  EXPECT_EQ(entries().size(), 3U);
}

TEST_F(ClientTest, AnswersThatWaitAreWrittenWhenThereAreMany) {
  for (std::size_t i = 0; i < Ledger::kAnswersMax - 1; ++i) {
    ASSERT_TRUE(ledger.after({.time = {}, .host = "example.org", .why = "x"}).has_value());
  }
  EXPECT_EQ(disk->change_count(), 0U);
  ASSERT_TRUE(ledger.after({.time = {}, .host = "example.org", .why = "x"}).has_value());
  EXPECT_EQ(read_ledger(files, "network.jsonl")->size(), Ledger::kAnswersMax);
}

TEST(LoopbackHosts, OnlyThisMachineMayStandInForAnother) {
  EXPECT_EQ(parse_loopback_hosts("huggingface.co=127.0.0.1:8080")->at("huggingface.co"),
            "127.0.0.1:8080");
  EXPECT_TRUE(parse_loopback_hosts("")->empty());
  EXPECT_FALSE(parse_loopback_hosts("huggingface.co=example.org").has_value());
  EXPECT_FALSE(parse_loopback_hosts("huggingface.co").has_value());
}

TEST(Docker, PasswordIsFoundByTheRegistrysHostAlone) {
  constexpr const char* kConfig = R"({"auths":{"example.org":{"auth":"YTpi"},"b":{}}})";
  EXPECT_EQ(docker_authorization(kConfig, "example.org").value(), "Basic YTpi");
  EXPECT_EQ(docker_authorization(kConfig, "b").value(), std::nullopt);
  EXPECT_EQ(docker_authorization(kConfig, "evil.example.org").value(), std::nullopt);
  EXPECT_FALSE(docker_authorization("{", "b").has_value());
  EXPECT_EQ(docker_authorization(R"({"auths":{"https://index.docker.io/v1/":{"auth":"YTpi"}}})",
                                 "docker.io")
                .value(),
            "Basic YTpi");
}

}  // namespace
}  // namespace tiles::net
