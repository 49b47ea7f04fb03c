// SPDX-License-Identifier: Apache-2.0
// The policy of outbound traffic, over a Fetcher: offline means nothing is asked of another
// machine, only https leaves this one, every host is in the ledger first, credentials go to their
// own origin, redirects included.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/credentials.h"
#include "net/fetcher.h"
#include "net/ledger.h"

namespace tiles::net {

enum class Network : std::uint8_t { Offline, Allowed };

struct ClientOptions {
  Network network = Network::Offline;
  // Hosts that are served on this machine instead, "huggingface.co" → "127.0.0.1:8080", over plain
  // HTTP: for tests and mirrors.
  std::map<std::string, std::string, std::less<>> loopback = {};
  const std::atomic<bool>* stop = nullptr;  // May be null.
};

// "host=127.0.0.1:8080,host=…". Errors: Invalid, also for another machine than this one.
Result<std::map<std::string, std::string, std::less<>>> parse_loopback_hosts(std::string_view text);

// A small body in memory.
struct Document {
  Answer answer;
  std::string body;
};

// Safe from several threads. What it borrows outlives it.
class Client {
 public:
  static constexpr int kRedirectsMax = 8;
  static constexpr int kTriesMax = 6;

  Client(Fetcher& fetcher, Ledger& ledger, const Clock& clock, ClientOptions options)
      : fetcher_(fetcher), ledger_(ledger), clock_(clock), options_(std::move(options)) {}

  Credentials& credentials() { return credentials_; }

  // One request, redirects followed but for a Post; `sink` gets the last answer only. Errors:
  // Denied (offline), Invalid (a redirect to nowhere or to an unencrypted address), Limit,
  // Cancelled, those of `sink` and of the ledger.
  Result<Answer> send(Request request, std::string_view why, BodySink& sink);
  // The same with a body in memory, and more tries while the network or the server fails: any
  // status that is not worth a try more is an answer. Errors: also Io.
  Result<Document> get(const Request& request, std::string_view why);

  // Whether a later try may help: nothing came, the server is busy or broken.
  static bool is_worth_a_try(const Answer& answer);
  // Waits before try number `attempt` (from 0), as long as the answer asks or longer each time.
  // Errors: Cancelled.
  Result<void> wait_before_retry(const Answer& answer, int attempt) const;
  Result<void> sleep(std::chrono::milliseconds duration) const;

 private:
  Result<Url> mapped(const Url& url) const;
  Result<Answer> send_once(const Request& request, std::string_view why, BodySink& sink);

  Fetcher& fetcher_;
  Ledger& ledger_;
  const Clock& clock_;
  ClientOptions options_;
  Credentials credentials_;
};

}  // namespace tiles::net
