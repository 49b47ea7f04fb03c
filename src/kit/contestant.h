// SPDX-License-Identifier: Apache-2.0
// What does the tasks of a suite: a model of this machine or a server, or fixed rules.
#pragma once

#include <tilekit/home.h>
#include <tilekit/task.h>

#include <memory>
#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "engine/completion.h"
#include "memory/agent.h"
#include "net/client.h"

namespace tiles::kit {

// A model with all that its completion borrows.
struct Contestant {
  std::string name;
  std::string sha256;  // Of weights; else empty.
  memory::AgentOptions agent;
  std::unique_ptr<FileSystem> ledger_files;
  std::unique_ptr<net::Ledger> ledger;
  std::unique_ptr<net::Fetcher> fetcher;
  std::unique_ptr<net::Client> client;
  std::unique_ptr<engine::Completion> completion;
};

// `model` as in tilekit::BenchOptions. `stop` may be null. Errors: NotFound, Invalid, Limit, Denied
// (another machine, offline), Io.
Result<Contestant> choose_contestant(tilekit::Home::State& state, const std::string& model,
                                     const tilekit::StopFlag* stop);

}  // namespace tiles::kit
