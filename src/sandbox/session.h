// SPDX-License-Identifier: Apache-2.0
// Runs the Python that a model writes: one task is a session, fed block by block, in a jailed
// worker process. Rules and refusals: docs/protocols/python.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/child_process.h"
#include "base/json.h"
#include "base/result.h"

namespace tiles::sandbox {

// What one block may use. None of them can be caught by the code that runs into it.
struct Limits {
  std::chrono::milliseconds processor_time{1000};
  std::chrono::milliseconds wall_clock{5000};  // Without the time spent in host functions.
  std::uint64_t memory_bytes = 64ULL << 20;    // Live data of the whole session.
  std::size_t host_calls = 32;
  std::size_t output_bytes = 64ULL << 10;  // Of the printed text, and of the value's repr.
  std::size_t depth = 64;                  // Nested Python calls.
};

// A call that the code made. `args` is an array, `kwargs` an object; both hold at most
// kCallValuesMax values, nested at most kCallDepthMax deep.
struct HostCall {
  std::string name;
  Json args;
  Json kwargs;
};

inline constexpr std::size_t kCallValuesMax = 2'000;
inline constexpr std::size_t kCallDepthMax = 32;
inline constexpr std::size_t kCallBytesMax = 4ULL << 20;    // Of all texts in one call.
inline constexpr std::size_t kAnswerBytesMax = 8ULL << 20;  // As JSON; MemoryError past it.
inline constexpr std::size_t kCodeBytesMax = 1ULL << 20;

// What a host function answers: a value, or a Python exception that the code may catch.
struct HostAnswer {  // NOLINT(bugprone-exception-escape): moving Json asserts and never throws.
  static HostAnswer value(Json value);
  // type: the name of a built-in exception; an unknown one becomes RuntimeError.
  static HostAnswer exception(std::string type, std::string message);

  Json result;
  std::string exception_type;  // Empty for a value.
  std::string message;
};

// The functions that the code may call, carried out in our process on the thread of run().
class HostFunctions {
 public:
  virtual ~HostFunctions() = default;
  // Names bound anew before each block; at most kNamesMax.
  virtual const std::vector<std::string>& names() const = 0;
  virtual HostAnswer call(const HostCall& call) = 0;
};

inline constexpr std::size_t kNamesMax = 64;

struct PythonError {
  std::string type;         // "ValueError".
  std::string message;      // As CPython words it where the engine does.
  std::optional<int> line;  // Of the block, first is 1; of the innermost frame.
  std::string traceback;    // Ends in "Type: message".
};

// A block that runs out of time or memory, or whose worker is lost, is undone: earlier blocks are
// replayed with the answers that their host calls got. Host calls are not undone.
enum class SessionState {
  Kept,      // All variables are as the block left them.
  Restored,  // All variables are as they were before the block.
  Emptied,   // Replaying failed: no variable is left.
};

struct BlockResult {
  std::string stdout_text;
  std::optional<std::string> value;  // repr of the last bare expression when it is not None.
  std::optional<PythonError> error;
  SessionState state = SessionState::Kept;
};

// The worker is this program started again; see worker.h.
ChildCommand own_worker_command();

struct SessionOptions {
  ChildCommand worker = own_worker_command();
  Limits limits;
  std::int64_t now_s = 0;  // What the code's clock shows: seconds since 1970-01-01 UTC.
};

// Not safe from several threads. The worker ends with the object.
class Session {
 public:
  // Blocks that can be replayed; after more of them a lost worker empties the session.
  static constexpr std::size_t kBlocksReplayedMax = 256;

  // Starts the worker. `host` outlives the session. Errors: Limit (more than kNamesMax names),
  // Unsupported (this system has no jail for the worker), NotFound, Denied, Io.
  static Result<Session> start(SessionOptions options, HostFunctions& host);
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  // Whatever the code does is in the result. Errors are ours: Limit (`code` is longer than
  // kCodeBytesMax), Invalid (it is not UTF-8), and those of start() when
  // a new worker is needed.
  Result<BlockResult> run(std::string_view code);

  // Forgets all variables: a new task, in the same worker process. A worker that was taken over
  // by one task could see the next: only for tasks of one and the same owner.
  // now_s: what the code's clock shows from here on; nothing: what it showed before.
  Result<void> restart(std::optional<std::int64_t> now_s = std::nullopt);

 private:
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tiles::sandbox
