// SPDX-License-Identifier: Apache-2.0
#include <tilekit/bench.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/json.h"
#include "kit/contestant.h"
#include "kit/memory_reader.h"
#include "score/run.h"
#include "score/table.h"

namespace tilekit {

namespace kit = tiles::kit;
namespace memory = tiles::memory;
namespace score = tiles::score;
using tiles::Json;

namespace {

constexpr std::uint32_t kSeed = 1;  // The same run again gives the same figures.
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
  const auto tasks =
      score::first_of_each_family(TILES_TRY(score::chosen_suite(options.suite)), options.tasks_max);
  const kit::Contestant contestant =
      TILES_TRY(kit::choose_contestant(*home.state(), options.model, options.stop));
  score::RunOptions run_options;
  run_options.agent = contestant.agent;
  run_options.agent.seed = kSeed;
  run_options.agent.host_first = true;
  run_options.agent.reader = kit::embedded_reader();
  run_options.agent.reader_decides = options.model.empty();
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
