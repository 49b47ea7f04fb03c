// SPDX-License-Identifier: Apache-2.0
// How well a memory model does: suites of tasks with exact rules for what is right. Nothing of a
// home's memory is read or changed. Format: docs/formats/memory_suite.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/result.h"
#include "tilekit/task.h"

namespace tilekit {

struct BenchShare {
  std::size_t right = 0;
  std::size_t of = 0;
  double share = 0;
  double low = 0;  // The 95 % interval of Wilson (1927).
  double high = 1;
};

struct BenchRow {
  std::string family;  // Empty for all together.
  BenchShare cases;    // Tasks that belong together are one case, right when all are.
  std::size_t tasks = 0;
  std::size_t damaged = 0;  // Tasks that lost or altered a line that was to stay.
  std::size_t leaked = 0;   // Tasks whose reply holds a hidden value.
  double median_ms = 0;
  double p95_ms = 0;
};

// A token that the model wrote: natural logarithm of how likely it found it.
struct BenchToken {
  std::string_view part;  // "think", "python" or "reply".
  double log_probability = 0;
};

struct BenchTask {
  std::string id;
  std::string family;
  std::string outcome;
  std::string reply;
  std::string reason;  // Of a task that gave up.
  bool right = false;
  bool damaged = false;
  bool leaked = false;
  std::optional<double> confidence;
  std::vector<BenchToken> tokens;  // What the confidence was computed from.
  double ms = 0;
};

struct BenchReport {
  std::string suite;
  std::string model;   // Its name and version, or what it was called.
  std::string sha256;  // Of a model that has weights here.
  std::vector<BenchRow> rows;
  BenchRow all;
  std::vector<BenchTask> tasks;
};

struct BenchOptions {
  std::string suite;  // A file; empty: the suite in the program.
  // A GGUF or an adapter, "chat", "rules", or the address of a server that speaks OpenAI's
  // interface; empty: the home's memory model.
  std::string model;
  std::size_t tasks_max = 0;  // Cases of each family; 0: all.
  std::function<void(const BenchTask& task, std::size_t of)> on_task = {};
  const StopFlag* stop = nullptr;
};

// Blocks until all tasks are done. Errors: NotFound, Invalid, Limit (a suite or a model that cannot
// be used), Denied (another machine, offline), Io, Cancelled.
Result<BenchReport> run_memory_bench(const Home& home, const BenchOptions& options);

// suite, model {name, sha256}, rows […], all {…}, tasks […]
std::string to_json(const BenchReport& report);

struct EpisodeOptions {
  std::string suite;        // A file; empty: the suite in the program.
  std::string model;        // As in BenchOptions.
  std::size_t samples = 1;  // Of each task.
  // At which a model of the in-house protocol draws from all its tokens; 0 takes the likeliest.
  float temperature = 0;
  std::uint32_t seed = 1;  // Of the first sample of each task; each later one adds one.
  const StopFlag* stop = nullptr;
};

// What a model does, whole, for those who train one: one JSON object a line for each sample,
// docs/formats/memory_suite.md, section Episodes. Blocks. Errors: as run_memory_bench.
Result<void> run_memory_episodes(const Home& home, const EpisodeOptions& options,
                                 std::ostream& output);

}  // namespace tilekit
