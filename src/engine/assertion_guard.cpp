// SPDX-License-Identifier: Apache-2.0
#include "engine/assertion_guard.h"

#include <ggml.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tiles::engine {

namespace {

thread_local bool is_guarded = false;
thread_local bool failed = false;

// "llama.cpp/src/llama-model.cpp:1330: GGML_ASSERT(…) failed" without the folders.
std::string_view without_folders(std::string_view message) {
  const std::string_view file = message.substr(0, message.find(':'));
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? message : message.substr(slash + 1);
}

// Called by ggml, which aborts when it returns. Throwing unwinds C frames of ggml: compilers give
// them unwind tables, and they hold nothing to clean up.
void on_assertion(const char* message) {
  const std::string cause(without_folders(message));
  if (is_guarded) {
    failed = true;
    throw std::runtime_error("llama.cpp refuses it: " + cause);
  }
  const std::string line = "tiles: error: the model cannot be computed: " + cause + "\n";
  // Nothing is left to do when it cannot be written.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  std::_Exit(EXIT_FAILURE);
}

}  // namespace

AssertionGuard::AssertionGuard() : is_outermost_(!is_guarded) {
  is_guarded = true;
  if (is_outermost_) failed = false;
}

AssertionGuard::~AssertionGuard() {
  if (is_outermost_) is_guarded = false;
}

bool AssertionGuard::has_failed() const { return failed; }

void catch_assertions() { ggml_set_abort_callback(on_assertion); }

}  // namespace tiles::engine
