// SPDX-License-Identifier: Apache-2.0
// llama.cpp reports through a process-wide log. Nothing of it is printed; the error lines of this
// thread are kept for our own errors.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tiles::engine {

// Once for each process, from any thread; later calls cost nothing.
void start_llama();

void clear_llama_error();
// The first error line since clear_llama_error() on this thread, without its function name; it
// names the cause, later ones only what failed for it. "" when there was none.
std::string llama_error();

// While it lives, `listen` is given each line of this thread. What it throws passes through
// llama.cpp, so only the call that the listener stands around may end by it. One at a time.
class LlamaListener {
 public:
  explicit LlamaListener(std::function<void(std::string_view line)> listen);
  ~LlamaListener();
  LlamaListener(const LlamaListener&) = delete;
  LlamaListener& operator=(const LlamaListener&) = delete;
};

}  // namespace tiles::engine
