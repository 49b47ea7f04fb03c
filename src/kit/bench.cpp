// SPDX-License-Identifier: Apache-2.0
#include <tilekit/bench.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "base/file_system.h"
#include "base/json.h"
#include "kit/chat_model.h"
#include "kit/endpoint_completion.h"
#include "kit/folders.h"
#include "kit/home_state.h"
#include "kit/memory_model.h"
#include "net/client.h"
#include "score/embedded_suite.h"
#include "score/rules_completion.h"
#include "score/run.h"
#include "score/table.h"

namespace tilekit {

namespace engine = tiles::engine;
namespace kit = tiles::kit;
namespace memory = tiles::memory;
namespace net = tiles::net;
namespace score = tiles::score;
using tiles::fail;
using tiles::Json;

namespace {

constexpr std::uint32_t kSeed = 1;  // The same run again gives the same figures.
constexpr const char* kLedger = "network.jsonl";

// A model with all that its completion borrows.
struct Contestant {
  std::string name;
  std::string sha256;
  memory::AgentOptions agent;
  std::unique_ptr<tiles::FileSystem> ledger_files;
  std::unique_ptr<net::Ledger> ledger;
  std::unique_ptr<net::Fetcher> fetcher;
  std::unique_ptr<net::Client> client;
  std::unique_ptr<engine::Completion> completion;
};

Result<Contestant> of_weights(const kit::MemoryModel& model, const kit::Settings& settings) {
  Contestant contestant;
  contestant.name = model.version.empty() ? model.name : model.name + " " + model.version;
  contestant.sha256 = TILES_TRY(kit::identify(model)).sha256;
  contestant.agent.protocol = model.protocol;
  contestant.agent.confidence_min =
      settings.memory_confidence_min.value_or(model.confidence_min.value_or(0));
  const bool is_chat = model.kind == kit::MemoryModelKind::Chat;
  contestant.completion = TILES_TRY(
      model.model.open_conversation({.context_tokens = is_chat ? settings.context_tokens : 0}));
  return contestant;
}

Result<Contestant> of_server(const Home& home, const BenchOptions& options) {
  Contestant contestant;
  TILES_CHECK(kit::make_missing(home.paths().state));
  contestant.ledger_files = TILES_TRY(tiles::open_directory(home.paths().state));
  contestant.ledger =
      std::make_unique<net::Ledger>(*contestant.ledger_files, kLedger, home.state()->clock);
  contestant.fetcher = TILES_TRY(net::open_fetcher());
  net::ClientOptions client_options;
  client_options.network =
      home.state()->settings.is_offline ? net::Network::Offline : net::Network::Allowed;
  if (options.stop != nullptr) client_options.stop = &options.stop->raised();
  contestant.client = std::make_unique<net::Client>(*contestant.fetcher, *contestant.ledger,
                                                    home.state()->clock, std::move(client_options));
  kit::Endpoint endpoint = TILES_TRY(kit::open_endpoint(*contestant.client, options.model));
  contestant.name = std::move(endpoint.model);
  contestant.completion = std::move(endpoint.completion);
  contestant.agent.protocol = memory::Protocol::ChatTools;
  return contestant;
}

Result<Contestant> choose(const Home& home, const BenchOptions& options) {
  Home::State& state = *home.state();
  if (options.model.empty())
    return of_weights(TILES_TRY(state.memory_model()).model, state.settings);
  if (options.model == kChatModelAsMemoryModel) {
    return of_weights(TILES_TRY(kit::load_chat_memory_model(state.settings, state.paths)),
                      state.settings);
  }
  if (options.model == "rules") {
    Contestant contestant;
    contestant.name = "rules";
    contestant.completion = score::make_rules_completion();
    return contestant;
  }
  if (options.model.starts_with("http://") || options.model.starts_with("https://")) {
    return of_server(home, options);
  }
  const auto base = kit::weights_of_chat_model(state.settings, state.paths);
  return of_weights(TILES_TRY(kit::load_named_memory_model(options.model, {}, base)),
                    state.settings);
}

double milliseconds(std::chrono::microseconds time) {
  constexpr double kMicrosecondsInOne = 1000;
  return static_cast<double>(time.count()) / kMicrosecondsInOne;
}

std::vector<BenchToken> sdk_tokens(const std::vector<memory::WrittenToken>& tokens) {
  std::vector<BenchToken> converted;
  converted.reserve(tokens.size());
  for (const memory::WrittenToken& token : tokens) {
    converted.push_back({memory::entry_name(token.part), token.log_probability});
  }
  return converted;
}

BenchTask sdk_task(const score::TaskScore& done) {
  return {.id = done.id,
          .family = done.family,
          .outcome = done.outcome,
          .reply = done.reply,
          .reason = done.why,
          .right = done.verdict.is_right,
          .damaged = done.verdict.is_damaged,
          .leaked = done.verdict.leaks,
          .confidence = done.confidence,
          .tokens = sdk_tokens(done.tokens),
          .ms = milliseconds(done.time)};
}

BenchRow sdk_row(const score::Row& row) {
  return {.family = row.family,
          .cases = {.right = row.cases.right,
                    .of = row.cases.of,
                    .share = row.cases.value(),
                    .low = row.cases.low(),
                    .high = row.cases.high()},
          .tasks = row.tasks,
          .damaged = row.damaged,
          .leaked = row.leaked,
          .median_ms = milliseconds(row.median),
          .p95_ms = milliseconds(row.p95)};
}

Json json_of(const BenchRow& row) {
  return {{"family", row.family},       {"right", row.cases.right}, {"of", row.cases.of},
          {"share", row.cases.share},   {"low", row.cases.low},     {"high", row.cases.high},
          {"tasks", row.tasks},         {"damaged", row.damaged},   {"leaked", row.leaked},
          {"median_ms", row.median_ms}, {"p95_ms", row.p95_ms}};
}

Json json_of(const BenchTask& task) {
  Json tokens = Json::array();
  for (const BenchToken& token : task.tokens) {
    tokens.push_back({{"part", token.part}, {"log_probability", token.log_probability}});
  }
  return {{"id", task.id},
          {"family", task.family},
          {"outcome", task.outcome},
          {"reply", task.reply},
          {"reason", task.reason},
          {"right", task.right},
          {"damaged", task.damaged},
          {"leaked", task.leaked},
          {"confidence", task.confidence ? Json(*task.confidence) : Json()},
          {"tokens", std::move(tokens)},
          {"ms", task.ms}};
}

}  // namespace

Result<BenchReport> run_memory_bench(const Home& home, const BenchOptions& options) {
  auto suite = options.suite.empty()
                   ? score::parse_suite(score::embedded_suite(), std::filesystem::path())
                   : score::read_suite(options.suite);
  const auto tasks = score::first_of_each_family(TILES_TRY(std::move(suite)), options.tasks_max);
  const Contestant contestant = TILES_TRY(choose(home, options));
  score::RunOptions run_options;
  run_options.agent = contestant.agent;
  run_options.agent.seed = kSeed;
  if (options.stop != nullptr) run_options.stop = &options.stop->raised();
  if (options.on_task) {
    run_options.on_score = [&](const score::TaskScore& done, std::size_t of) {
      options.on_task(sdk_task(done), of);
    };
  }
  const auto scores = TILES_TRY(score::run_suite(tasks, *contestant.completion, run_options));
  BenchReport report;
  report.suite = options.suite.empty() ? "built in" : options.suite;
  report.model = contestant.name;
  report.sha256 = contestant.sha256;
  for (const score::Row& row : score::rows_of(scores)) report.rows.push_back(sdk_row(row));
  report.all = sdk_row(score::total_of(scores));
  for (const score::TaskScore& done : scores) report.tasks.push_back(sdk_task(done));
  return report;
}

std::string to_json(const BenchReport& report) {
  Json rows = Json::array();
  for (const BenchRow& row : report.rows) rows.push_back(json_of(row));
  Json tasks = Json::array();
  for (const BenchTask& task : report.tasks) tasks.push_back(json_of(task));
  return tiles::print_json({{"suite", report.suite},
                            {"model", {{"name", report.model}, {"sha256", report.sha256}}},
                            {"rows", std::move(rows)},
                            {"all", json_of(report.all)},
                            {"tasks", std::move(tasks)}});
}

}  // namespace tilekit
