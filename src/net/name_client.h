// SPDX-License-Identifier: Apache-2.0
// The policy of questions to the domain name system: offline nothing is asked, and every name that
// is asked for is in the ledger first. Addresses of hosts are libcurl's business.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/client.h"
#include "net/ledger.h"

namespace tiles::net {

struct NameClientOptions {
  Network network = Network::Offline;
  // One of this machine, "127.0.0.1:5353", in place of the system's: for tests. Empty: none.
  std::string server = {};
  const std::atomic<bool>* stop = nullptr;  // May be null.
};

// "127.0.0.1:5353" or "[::1]:5353"; empty stays empty. Errors: Invalid, also for another machine.
Result<std::string> parse_loopback_name_server(std::string_view text);

// Safe from several threads. What it borrows outlives it.
class NameClient {
 public:
  NameClient(Ledger& ledger, NameClientOptions options)
      : ledger_(ledger), options_(std::move(options)) {}

  // What the domain name system has of `name` in TXT records. The ledger has the name as its host.
  // Errors: Denied (offline), those of ask_text_records() and of the ledger.
  Result<std::vector<std::string>> text_records(const std::string& name, std::string_view why);

 private:
  Ledger& ledger_;
  NameClientOptions options_;
};

}  // namespace tiles::net
