// SPDX-License-Identifier: Apache-2.0
#include "sandbox/session.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "sandbox/answer.h"
#include "sandbox/worker.h"
#include "sandbox/worker_connection.h"
#include "sandbox/worker_limits.h"

namespace tiles::sandbox {
namespace {

// What a block asked of the host and was told, byte for byte.
struct RecordedCall {
  std::string call;
  std::string answer;
};
struct RecordedBlock {
  std::string code;
  std::vector<RecordedCall> calls;
};

// More would keep too much; a lost worker then empties the session.
constexpr std::size_t kRecordBytesMax = 64ULL << 20;

std::string print_answer(const HostAnswer& answer) {
  Json json = Json::object();
  if (answer.exception_type.empty()) {
    json["value"] = answer.result;
  } else {
    json["exception"] = answer.exception_type;
    json["message"] = answer.message;
  }
  return print_json(json);
}

std::string print_abort(std::size_t host_calls) {
  Json json = Json::object();
  json["abort"] = "RuntimeError";
  json["message"] = format("host call limit of {} exceeded", host_calls);
  return print_json(json);
}

PythonError error_of(const Loss& loss, const Limits& limits) {
  PythonError error;
  error.type = "RuntimeError";
  switch (loss.reason) {
    case LossReason::ProcessorTime:
      error.type = "TimeoutError";
      error.message =
          format("processor time limit of {} ms exceeded", limits.processor_time.count());
      break;
    case LossReason::WallClock:
      error.type = "TimeoutError";
      error.message = format("wall clock limit of {} ms exceeded", limits.wall_clock.count());
      break;
    case LossReason::Memory:
      error.type = "MemoryError";
      error.message = format("memory limit of {} MiB exceeded", limits.memory_bytes >> 20);
      break;
    case LossReason::Jail:
      error.message = "the Python worker tried what its jail forbids";
      break;
    case LossReason::Ended:
      error.message = "the Python worker ended: " + loss.detail;
      break;
    case LossReason::Protocol:
      error.message = "the Python worker broke the protocol: " + loss.detail;
      break;
  }
  error.traceback = error.type + ": " + error.message;
  return error;
}

}  // namespace

struct Session::State {
  SessionOptions options;
  HostFunctions* host = nullptr;
  std::optional<WorkerConnection> worker;
  std::vector<RecordedBlock> blocks;  // What to replay.
  std::size_t recorded_bytes = 0;
  bool is_replayable = true;

  Result<void> start_worker();
  // Runs a block; `answer` gives the JSON for each call's text, or nothing to break off.
  template <typename Answer>
  tl::expected<Done, Loss> run_block(std::string_view code, Answer&& answer);
  tl::expected<Done, Loss> run_live(RecordedBlock& block);
  bool replay(const RecordedBlock& block);
  SessionState restore();
  void record(RecordedBlock block);
  void forget();
};

Result<void> Session::State::start_worker() {
  worker.reset();
  worker.emplace(TILES_TRY(WorkerConnection::start(options, host->names())));
  if (auto ready = worker->await_ready(); !ready) {
    worker.reset();
    return ready;
  }
  return {};
}

template <typename Answer>
tl::expected<Done, Loss> Session::State::run_block(std::string_view code, Answer&& answer) {
  worker->begin_block();
  auto sent = worker->send(FrameKind::Run, code);
  while (sent) {
    auto frame = worker->receive();
    if (!frame) return tl::unexpected(std::move(frame).error());
    if (frame->kind == FrameKind::Done) {
      auto done = parse_done(frame->payload, options.limits);
      if (done) return *std::move(done);
      return tl::unexpected(Loss{LossReason::Protocol, done.error().text()});
    }
    if (frame->kind != FrameKind::HostCall) {
      return tl::unexpected(Loss{LossReason::Protocol, "an answer to nothing"});
    }
    const Result<std::string> text = answer(frame->payload);
    if (!text) return tl::unexpected(Loss{LossReason::Protocol, text.error().text()});
    sent = worker->send(FrameKind::Answer, *text);
  }
  return tl::unexpected(std::move(sent).error());
}

tl::expected<Done, Loss> Session::State::run_live(RecordedBlock& block) {
  return run_block(block.code, [&](const std::string& payload) -> Result<std::string> {
    HostCall call = TILES_TRY(parse_host_call(payload));
    std::string answer;
    if (block.calls.size() >= options.limits.host_calls) {
      answer = print_abort(options.limits.host_calls);
    } else {
      answer = print_answer(host->call(call));
    }
    if (answer.size() > kAnswerBytesMax) {
      answer = print_answer(HostAnswer::exception("MemoryError", call.name + ": result too large"));
    }
    block.calls.push_back({payload, answer});
    return answer;
  });
}

bool Session::State::replay(const RecordedBlock& block) {
  auto next = block.calls.begin();
  auto result = run_block(block.code, [&](const std::string& payload) -> Result<std::string> {
    if (next == block.calls.end() || next->call != payload) {
      return fail(ErrorCode::Conflict, "another call than the first time");
    }
    return (next++)->answer;
  });
  return result && next == block.calls.end() && !result->is_broken_off;
}

SessionState Session::State::restore() {
  worker.reset();
  const bool is_restored =
      is_replayable && start_worker() &&
      std::all_of(blocks.begin(), blocks.end(), [&](const auto& block) { return replay(block); });
  if (is_restored) return SessionState::Restored;
  worker.reset();
  forget();
  return SessionState::Emptied;
}

void Session::State::record(RecordedBlock block) {
  recorded_bytes += block.code.size();
  for (const RecordedCall& call : block.calls) {
    recorded_bytes += call.call.size() + call.answer.size();
  }
  if (blocks.size() >= kBlocksReplayedMax || recorded_bytes > kRecordBytesMax) {
    is_replayable = false;
    blocks.clear();
  }
  if (is_replayable) blocks.push_back(std::move(block));
}

void Session::State::forget() {
  blocks.clear();
  recorded_bytes = 0;
  is_replayable = true;
}

HostAnswer HostAnswer::value(Json value) {
  HostAnswer answer;
  answer.result = std::move(value);
  return answer;
}

HostAnswer HostAnswer::exception(std::string type, std::string message) {
  HostAnswer answer;
  answer.exception_type = std::move(type);
  answer.message = std::move(message);
  return answer;
}

ChildCommand own_worker_command() {
  // Without a path of our own, starting the worker says what is missing.
  return {own_program_path().value_or(""), {kWorkerArgument}};
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Result<Session> Session::start(SessionOptions options, HostFunctions& host) {
  if (host.names().size() > kNamesMax) {
    return fail(ErrorCode::Limit,
                format("{} host functions, the limit is {}", host.names().size(), kNamesMax));
  }
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->host = &host;
  TILES_CHECK(state->start_worker());
  return Session(std::move(state));
}

Result<BlockResult> Session::run(std::string_view code) {
  if (code.size() > kCodeBytesMax) {
    return fail(ErrorCode::Limit,
                format("block of {} bytes, the limit is {}", code.size(), kCodeBytesMax));
  }
  if (!is_utf8(code)) return fail(ErrorCode::Invalid, "block that is not UTF-8");
  if (!state_->worker) TILES_CHECK(state_->start_worker());
  RecordedBlock block{std::string(code), {}};
  auto result = state_->run_live(block);
  if (result && !result->is_broken_off) {
    state_->record(std::move(block));
    return std::move(result->result);
  }
  BlockResult lost;
  if (result) {
    lost = std::move(result->result);
  } else {
    lost.error = error_of(result.error(), state_->options.limits);
  }
  lost.state = state_->restore();
  return lost;
}

Result<void> Session::restart(std::optional<std::int64_t> now_s) {
  state_->forget();
  if (now_s) state_->options.now_s = *now_s;
  if (!state_->worker) return {};
  state_->worker->begin_block();
  if (state_->worker->is_worn_out() ||
      !state_->worker->send(FrameKind::Forget, encode_time(state_->options.now_s))) {
    state_->worker.reset();
  }
  return {};
}

}  // namespace tiles::sandbox
