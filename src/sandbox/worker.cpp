// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/engine.h"
#include "sandbox/frame.h"
#include "sandbox/jail.h"
#include "sandbox/worker_limits.h"

namespace tiles::sandbox {
namespace {

constexpr int kBrokenProtocolExit = 3;
constexpr int kNoJailExit = 4;
constexpr std::string_view kWarmUp =
    "import re, json, datetime\n{'a': {1}, 'b': re.sub('a', 'b', 'a')}\n";
// Beside the session's own data: the engine, two frames, and what malloc loses between blocks.
constexpr std::size_t kHeapBesideDataBytes = (64ULL << 20) + 4 * kFrameBytesMax;

// Without destructors: they would make system calls that the jail punishes.
[[noreturn]] void end(int code) { ::_exit(code); }

void read_all(char* into, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t count = ::read(STDIN_FILENO, into, bytes);
    if (count == 0) end(EXIT_SUCCESS);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) end(kBrokenProtocolExit);
    into += count;
    bytes -= static_cast<std::size_t>(count);
  }
}

void write_all(const char* from, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t count = ::write(STDOUT_FILENO, from, bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) end(kBrokenProtocolExit);
    from += count;
    bytes -= static_cast<std::size_t>(count);
  }
}

Frame read_frame() {
  std::array<char, kFrameHeaderBytes> header{};
  read_all(header.data(), header.size());
  std::uint32_t length = 0;
  for (std::size_t i = 4; i > 0; --i) {
    length = length << 8 | static_cast<unsigned char>(header.at(i));
  }
  if (length > kFrameBytesMax) end(kBrokenProtocolExit);
  Frame frame{static_cast<FrameKind>(header[0]), std::string(length, '\0')};
  read_all(frame.payload.data(), frame.payload.size());
  return frame;
}

void write_frame(FrameKind kind, std::string_view payload) {
  if (payload.size() > kFrameBytesMax) end(kBrokenProtocolExit);
  const std::string frame = encode_frame(kind, payload);
  write_all(frame.data(), frame.size());
}

void report(Engine::Stop stop, const Engine& engine) {
  switch (stop) {
    case Engine::Stop::Done:
      return write_frame(FrameKind::Done, engine.text());
    case Engine::Stop::Call:
      return write_frame(FrameKind::HostCall, engine.text());
    case Engine::Stop::Misuse:
      end(kBrokenProtocolExit);
  }
}

// What the engine looks up once would be forbidden later: the bounds of the stack, random seeds.
void warm_up(const WorkerLimits& limits) {
  Engine engine(limits, "");
  if (engine.run(kWarmUp) != Engine::Stop::Done) end(kBrokenProtocolExit);
}

void refuse_unless(const Result<void>& done) {
  if (done) return;
  write_frame(FrameKind::Unready, done.error().text());
  end(kNoJailExit);
}

std::int64_t time_of(const Frame& frame) {
  const auto time = decode_time(frame.payload);
  if (!time) end(kBrokenProtocolExit);
  return *time;
}

[[noreturn]] void serve(Start start) {
  std::optional<Engine> engine;
  engine.emplace(start.limits, start.names);
  while (true) {
    const Frame frame = read_frame();
    switch (frame.kind) {
      case FrameKind::Run:
        report(engine->run(frame.payload), *engine);
        break;
      case FrameKind::Answer:
        report(engine->resume(frame.payload), *engine);
        break;
      case FrameKind::Forget:
        start.limits.now_s = time_of(frame);
        engine.reset();
        engine.emplace(start.limits, start.names);
        break;
      default:
        end(kBrokenProtocolExit);
    }
  }
}

}  // namespace

bool is_worker(int argc, char** argv) {
  return argc == 2 && std::strcmp(argv[1], kWorkerArgument) == 0;
}

void worker_main() {
  const Frame first = read_frame();
  const std::optional<Start> start = decode_start(first.payload);
  if (first.kind != FrameKind::Start || !start) end(kBrokenProtocolExit);
  const std::size_t heap_bytes = start->limits.memory_bytes * 2 + kHeapBesideDataBytes;
  refuse_unless(prepare_jail(heap_bytes));
  warm_up(start->limits);
  refuse_unless(enter_jail());
  write_frame(FrameKind::Ready, "");
  serve(*start);  // Its names borrow from the first frame, which stays.
}

}  // namespace tiles::sandbox
