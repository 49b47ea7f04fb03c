// SPDX-License-Identifier: Apache-2.0
// The one way from the SDK to other machines: the ledger of a home, the client over it, and what
// fetches models with the user's own credentials.
#pragma once

#include <tilekit/fetch.h>
#include <tilekit/home.h>
#include <tilekit/task.h>

#include <memory>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "models/source_fetcher.h"
#include "net/client.h"
#include "net/fetcher.h"
#include "net/ledger.h"
#include "net/name_client.h"

namespace tiles::kit {

inline constexpr const char* kLedgerFile = "network.jsonl";  // In the folder of states.

// Whether the call or the settings of the home forbid to ask other machines. Errors: those of
// read_settings.
Result<net::Network> network_of(const tilekit::HomePaths& paths, tilekit::NetworkUse wanted);

class Outbound {
 public:
  // Reads HF_TOKEN, the token file of Hugging Face and Docker's config.json. Offline it is made
  // as well: files of this machine need no network. `stop` may be null and outlives the object.
  // Errors: Unsupported (a build without outbound network), Denied, Invalid, Limit, Io.
  static Result<std::unique_ptr<Outbound>> open(const tilekit::HomePaths& paths,
                                                net::Network network,
                                                const tilekit::StopFlag* stop);
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;

  models::SourceFetcher& sources() { return sources_; }
  net::Client& client() { return client_; }
  net::NameClient& names() { return names_; }
  const Clock& clock() const { return clock_; }

 private:
  struct Options {
    net::ClientOptions client;
    net::NameClientOptions names;
  };
  Outbound(std::unique_ptr<FileSystem> state, std::unique_ptr<net::Fetcher> fetcher,
           Options options, models::PullSecrets secrets);

  SystemClock clock_;
  std::unique_ptr<FileSystem> state_;
  std::unique_ptr<net::Fetcher> fetcher_;
  net::Ledger ledger_;
  net::Client client_;
  net::NameClient names_;
  models::SourceFetcher sources_;
};

models::FetchOptions fetch_options(const tilekit::PullTold& told);

}  // namespace tiles::kit
