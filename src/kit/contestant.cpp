// SPDX-License-Identifier: Apache-2.0
#include "kit/contestant.h"

#include <utility>

#include "kit/chat_model.h"
#include "kit/endpoint_completion.h"
#include "kit/folders.h"
#include "kit/home_state.h"
#include "kit/memory_model.h"
#include "score/rules_completion.h"

namespace tiles::kit {
namespace {

constexpr const char* kLedger = "network.jsonl";

Result<Contestant> of_weights(const MemoryModel& model, const Settings& settings) {
  Contestant contestant;
  contestant.name = model.version.empty() ? model.name : model.name + " " + model.version;
  contestant.sha256 = TILES_TRY(identify(model)).sha256;
  contestant.agent.protocol = model.protocol;
  const Thresholds thresholds = thresholds_of(model, settings.memory_confidence_min);
  contestant.agent.confidence_min = thresholds.answer;
  contestant.agent.change_confidence_min = thresholds.change;
  const bool is_chat = model.kind == MemoryModelKind::Chat;
  contestant.completion = TILES_TRY(
      model.model.open_conversation({.context_tokens = is_chat ? settings.context_tokens : 0}));
  return contestant;
}

Result<Contestant> of_server(const tilekit::Home::State& state, const std::string& address,
                             const tilekit::StopFlag* stop) {
  Contestant contestant;
  TILES_CHECK(make_missing(state.paths.state));
  contestant.ledger_files = TILES_TRY(open_directory(state.paths.state));
  contestant.ledger = std::make_unique<net::Ledger>(*contestant.ledger_files, kLedger, state.clock);
  contestant.fetcher = TILES_TRY(net::open_fetcher());
  net::ClientOptions client_options;
  client_options.network =
      state.settings.is_offline ? net::Network::Offline : net::Network::Allowed;
  if (stop != nullptr) client_options.stop = &stop->raised();
  contestant.client = std::make_unique<net::Client>(*contestant.fetcher, *contestant.ledger,
                                                    state.clock, std::move(client_options));
  Endpoint endpoint = TILES_TRY(open_endpoint(*contestant.client, address));
  contestant.name = std::move(endpoint.model);
  contestant.completion = std::move(endpoint.completion);
  contestant.agent.protocol = memory::Protocol::ChatTools;
  return contestant;
}

}  // namespace

Result<Contestant> choose_contestant(tilekit::Home::State& state, const std::string& model,
                                     const tilekit::StopFlag* stop) {
  if (model.empty()) return of_weights(TILES_TRY(state.memory_model()).model, state.settings);
  if (model == tilekit::kChatModelAsMemoryModel) {
    return of_weights(TILES_TRY(load_chat_memory_model(state.settings, state.paths)),
                      state.settings);
  }
  if (model == "rules") {
    Contestant contestant;
    contestant.name = "rules";
    contestant.completion = score::make_rules_completion();
    return contestant;
  }
  if (model.starts_with("http://") || model.starts_with("https://")) {
    return of_server(state, model, stop);
  }
  const auto base = weights_of_chat_model(state.settings, state.paths);
  return of_weights(TILES_TRY(load_named_memory_model(model, {}, base)), state.settings);
}

}  // namespace tiles::kit
