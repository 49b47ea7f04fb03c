// SPDX-License-Identifier: Apache-2.0
// The turns of a task in which a model writes and its code is run. Protocol:
// docs/protocols/memory.md, section Transcript.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "engine/completion.h"
#include "memory/dialect.h"
#include "memory/outcome.h"
#include "memory/python_worker.h"
#include "memory/turn.h"

namespace tiles::memory {

// What a task came to so far.
struct TaskRecord {
  Outcome outcome;
  std::function<void(const TranscriptEntry&)> on_entry;

  void enter(EntryKind kind, std::string_view text);
  void give_up(std::string why);
};

// What the turns are taken with; all of it outlives them.
struct TurnParts {
  engine::Completion& completion;
  Dialect& dialect;
  PythonWorker& python;
  std::stop_token stop;
};

class ModelTurns {
 public:
  ModelTurns(TurnParts parts, TaskRecord& record) : parts_(std::move(parts)), record_(record) {}

  // The reply; nothing when the task was given up, which the record tells. Errors: Cancelled, and
  // those of the completion and of the worker.
  Result<std::optional<std::string>> take();

 private:
  enum class Step : std::uint8_t { Next, End };

  Result<Step> take_one();
  Step meet_problem(const Turn& turn);
  Result<Step> run_code(const std::string& code);
  void add_usage(const engine::Usage& usage);
  Step give_up(std::string why);
  Step give_up_over_length(const Error& error);

  TurnParts parts_;
  TaskRecord& record_;
  std::optional<std::string> reply_;
};

}  // namespace tiles::memory
