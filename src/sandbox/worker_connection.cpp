// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker_connection.h"

#include <signal.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "sandbox/engine.h"
#include "sandbox/worker_limits.h"

namespace tiles::sandbox {
namespace {

using Clock = ChildProcess::Clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds kStartWaitMax{20'000};  // A loaded machine; usually a few milliseconds.
constexpr milliseconds kEndWaitMax{2'000};     // Between the end of the stream and of the process.
constexpr std::size_t kReadBytes = 64ULL << 10;
// Half of what the jail allows the process as a whole.
constexpr std::chrono::seconds kTaskTimeMax{30};
// Below this a wait could end before the processor clock has ticked.
constexpr milliseconds kPollMin{1};

WorkerLimits worker_limits(const SessionOptions& options) {
  WorkerLimits limits;
  limits.time_ms = static_cast<std::uint64_t>(options.limits.wall_clock.count());
  limits.memory_bytes = options.limits.memory_bytes;
  limits.depth = options.limits.depth;
  limits.output_bytes = options.limits.output_bytes;
  limits.now_s = options.now_s;
  return limits;
}

std::string why(const Loss& loss) {
  switch (loss.reason) {
    case LossReason::ProcessorTime:
    case LossReason::WallClock:
      return format("it was not ready within {} ms", kStartWaitMax.count());
    case LossReason::Memory:
      return "it ran out of memory";
    case LossReason::Jail:
      return "its jail does not let it run here";
    case LossReason::Ended:
    case LossReason::Protocol:
      break;
  }
  return loss.detail;
}

Error not_started(const Loss& loss) {
  return Error(ErrorCode::Io, "starting the Python worker: " + why(loss));
}

}  // namespace

Result<WorkerConnection> WorkerConnection::start(const SessionOptions& options,
                                                 const std::vector<std::string>& names) {
  WorkerConnection connection(TILES_TRY(ChildProcess::start(options.worker)), options.limits);
  connection.wall_left_ = kStartWaitMax;
  const std::string payload = encode_start(worker_limits(options), names);
  if (auto sent = connection.send(FrameKind::Start, payload); !sent) {
    return fail(not_started(sent.error()));
  }
  return connection;
}

WorkerConnection::WorkerConnection(ChildProcess child, const Limits& limits)
    : child_(std::move(child)), decoder_(kFrameBytesMax), limits_(limits) {}

Result<void> WorkerConnection::await_ready() {
  wall_left_ = kStartWaitMax;
  processor_time_at_start_ = child_.processor_time().value_or(nanoseconds{0});
  const Limits kept = std::exchange(limits_, Limits{.processor_time = kStartWaitMax});
  auto first = receive();
  limits_ = kept;
  if (!first) return fail(not_started(first.error()));
  if (first->kind == FrameKind::Unready) return fail(ErrorCode::Unsupported, first->payload);
  if (first->kind != FrameKind::Ready) {
    return fail(ErrorCode::Io, "starting the Python worker: it broke the protocol");
  }
  return {};
}

void WorkerConnection::begin_block() {
  wall_left_ = limits_.wall_clock;
  processor_time_at_start_ = child_.processor_time().value_or(nanoseconds{0});
}

tl::expected<void, Loss> WorkerConnection::send(FrameKind kind, std::string_view payload) {
  const auto begin = Clock::now();
  auto sent = child_.write(encode_frame(kind, payload), begin + wall_left_);
  wall_left_ -= Clock::now() - begin;
  if (sent) return {};
  if (sent.error().code() == ErrorCode::Cancelled) {
    return tl::unexpected(lose(LossReason::WallClock, ""));
  }
  return tl::unexpected(ended());
}

tl::expected<Frame, Loss> WorkerConnection::receive() {
  const auto begin = Clock::now();
  const auto deadline = begin + wall_left_;
  while (true) {
    auto next = decoder_.next();
    if (!next) return tl::unexpected(lose(LossReason::Protocol, next.error().text()));
    if (*next) {
      wall_left_ -= Clock::now() - begin;
      return *std::move(*next);
    }
    bool lost = false;
    Loss loss = read_more(deadline, lost);
    if (lost) return tl::unexpected(std::move(loss));
  }
}

Loss WorkerConnection::read_more(Clock::time_point wall_deadline, bool& lost) {
  std::array<char, kReadBytes> buffer;
  // A worker has one thread, so its processor time cannot pass faster than the wall clock.
  const auto left = std::max<nanoseconds>(processor_time_left(), kPollMin);
  auto count = child_.read(buffer, std::min(wall_deadline, Clock::now() + left));
  lost = true;
  if (count && *count > 0) {
    decoder_.feed({buffer.data(), *count});
    lost = false;
    return {};
  }
  if (count || count.error().code() != ErrorCode::Cancelled) return ended();
  if (processor_time_left() <= nanoseconds{0}) return lose(LossReason::ProcessorTime, "");
  if (Clock::now() >= wall_deadline) return lose(LossReason::WallClock, "");
  lost = false;
  return {};
}

Loss WorkerConnection::lose(LossReason reason, std::string detail) {
  child_.kill();
  child_.wait(kEndWaitMax);
  return {reason, std::move(detail)};
}

Loss WorkerConnection::ended() {
  const std::optional<ChildExit> exit = child_.wait(kEndWaitMax);
  if (!exit) return lose(LossReason::Protocol, "it closed its output and went on");
  if (exit->code == Engine::kOutOfMemoryExit) return {LossReason::Memory, ""};
  if (exit->signal == SIGSYS) return {LossReason::Jail, ""};
  if (exit->signal == SIGXCPU || exit->signal == SIGKILL) return {LossReason::ProcessorTime, ""};
  return {LossReason::Ended, exit->signal != 0 ? format("signal {}", exit->signal)
                                               : format("exit code {}", exit->code)};
}

nanoseconds WorkerConnection::processor_time_left() const {
  const auto now = child_.processor_time();
  // Unknown once it has ended: the next read says so.
  if (!now) return kPollMin;
  return limits_.processor_time - (*now - processor_time_at_start_);
}

bool WorkerConnection::is_worn_out() const {
  const auto used = child_.processor_time();
  return !used || *used > kTaskTimeMax;
}

}  // namespace tiles::sandbox
