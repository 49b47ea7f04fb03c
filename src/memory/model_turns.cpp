// SPDX-License-Identifier: Apache-2.0
#include "memory/model_turns.h"

#include <chrono>
#include <utility>

#include "base/format.h"
#include "memory/agent.h"
#include "memory/generation.h"

namespace tiles::memory {

void TaskRecord::enter(EntryKind kind, std::string_view text) {
  outcome.transcript.push_back({kind, std::string(text)});
  if (on_entry) on_entry(outcome.transcript.back());
}

void TaskRecord::give_up(std::string why) {
  outcome.kind = OutcomeKind::GaveUp;
  outcome.reply.clear();
  outcome.facts.clear();
  outcome.changes.clear();
  outcome.why = std::move(why);
  enter(EntryKind::Problem, outcome.why);
}

Result<std::optional<std::string>> ModelTurns::take() {
  for (std::uint32_t turn = 0; turn < MemoryAgent::kTurnsMax; ++turn) {
    if (TILES_TRY(take_one()) == Step::End) return std::move(reply_);
    if (record_.outcome.timings.generated_tokens > MemoryAgent::kTokensMax) {
      give_up(format("no reply in {} tokens", MemoryAgent::kTokensMax));
      return std::optional<std::string>();
    }
  }
  give_up(format("no reply in {} turns", MemoryAgent::kTurnsMax));
  return std::optional<std::string>();
}

Result<ModelTurns::Step> ModelTurns::take_one() {
  auto generated = generate(parts_.completion, parts_.dialect, parts_.stop, record_.outcome.tokens);
  if (!generated && generated.error().code() == ErrorCode::Limit) {
    return give_up_over_length(generated.error());
  }
  const Generation generation = TILES_TRY(std::move(generated));
  add_usage(generation.usage);
  if (generation.end == GenerationEnd::Repeated) return give_up("the model repeats itself");
  const Turn turn = parts_.dialect.end_turn(
      generation.end == GenerationEnd::CutOff ? TextEnd::CutOff : TextEnd::ByItself);
  if (!turn.think.empty()) record_.enter(EntryKind::Think, turn.think);
  if (!turn.problem.empty()) return meet_problem(turn);
  if (turn.code) {
    if (TILES_TRY(run_code(*turn.code)) == Step::End) return Step::End;
  }
  if (turn.reply) {
    record_.enter(EntryKind::Reply, *turn.reply);
    reply_ = *turn.reply;
    return Step::End;
  }
  return Step::Next;
}

ModelTurns::Step ModelTurns::meet_problem(const Turn& turn) {
  if (turn.hint.empty()) return give_up("malformed turn: " + turn.problem);
  record_.enter(EntryKind::Problem, turn.problem);
  parts_.dialect.add_result(turn.hint);
  return Step::Next;
}

Result<ModelTurns::Step> ModelTurns::run_code(const std::string& code) {
  record_.enter(EntryKind::Python, code);
  using std::chrono::steady_clock;
  const auto begin = steady_clock::now();
  auto block = parts_.python.run(parts_.dialect.runnable(code));
  record_.outcome.timings.python +=
      std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin);
  if (parts_.stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, "the memory task was cancelled");
  }
  if (!block) {
    const ErrorCode code_of_error = block.error().code();
    if (code_of_error == ErrorCode::Limit || code_of_error == ErrorCode::Invalid) {
      return give_up("the code cannot be run: " + block.error().text());
    }
    return fail(std::move(block).error());
  }
  const std::string result = result_text(*block, parts_.dialect.result_bytes_max());
  record_.enter(EntryKind::Result, result);
  if (block->state == sandbox::SessionState::Emptied) return give_up("the Python worker was lost");
  parts_.dialect.add_result(result);
  return Step::Next;
}

void ModelTurns::add_usage(const engine::Usage& usage) {
  auto& timings = record_.outcome.timings;
  timings.prefill += usage.prefill;
  timings.decode += usage.decode;
  timings.prompt_tokens = usage.prompt_tokens;
  timings.generated_tokens += usage.generated_tokens;
  ++timings.turns;
}

ModelTurns::Step ModelTurns::give_up(std::string why) {
  record_.give_up(std::move(why));
  return Step::End;
}

// The engine has said how many tokens there are and how many fit.
ModelTurns::Step ModelTurns::give_up_over_length(const Error& error) {
  if (record_.outcome.timings.turns > 0) {
    return give_up("what was read for it is too long for the memory model: " + error.text());
  }
  record_.outcome.gave_up_over = GaveUpOver::Length;
  return give_up("the message is too long for memory: " + error.text());
}

}  // namespace tiles::memory
