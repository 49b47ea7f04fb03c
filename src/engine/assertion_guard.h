// SPDX-License-Identifier: Apache-2.0
// ggml ends the process when one of its assertions fails, which a hostile model can bring about.
#pragma once

namespace tiles::engine {

// While one lives, an assertion that fails on its thread throws std::runtime_error. On threads
// without one the process says why and ends with exit code 1: nothing can be thrown out of kernels,
// which run on several threads at once, so that no guard may stand around those. Guards may nest.
class AssertionGuard {
 public:
  AssertionGuard();
  ~AssertionGuard();
  AssertionGuard(const AssertionGuard&) = delete;
  AssertionGuard& operator=(const AssertionGuard&) = delete;

  // An assertion failed; llama.cpp may have caught what was thrown.
  bool has_failed() const;

 private:
  bool is_outermost_;
};

// Once for each process, before llama.cpp is used.
void catch_assertions();

}  // namespace tiles::engine
