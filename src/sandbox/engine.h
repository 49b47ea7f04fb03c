// SPDX-License-Identifier: Apache-2.0
// The Python engine in this process, without a jail: for the worker, and for fuzzing.
#pragma once

#include <memory>
#include <string_view>

#include "sandbox/worker_limits.h"

namespace tiles::sandbox {

// Not safe from several threads. One at a time in a process: its memory limit counts the process's
// allocations, and ends the process with kOutOfMemoryExit when they go 4 MiB over it.
class Engine {
 public:
  enum class Stop { Done, Call, Misuse };
  static constexpr int kOutOfMemoryExit = 65;

  // names: of the host functions, each ended by a line feed.
  Engine(const WorkerLimits& limits, std::string_view names);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // One block, to its end or its first host call. code: UTF-8.
  Stop run(std::string_view code);
  // Answers a host call; JSON as docs/protocols/python.md has it.
  Stop resume(std::string_view answer);
  // JSON of the last stop; valid until the next call.
  std::string_view text() const;

 private:
  struct Release {
    void operator()(void* session) const;
  };
  std::unique_ptr<void, Release> session_;
};

}  // namespace tiles::sandbox
