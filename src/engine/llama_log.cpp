// SPDX-License-Identifier: Apache-2.0
#include "engine/llama_log.h"

#include <llama.h>
#include <log.h>

#include <cstdlib>
#include <mutex>
#include <utility>

#include "base/text.h"
#include "engine/assertion_guard.h"

namespace tiles::engine {

namespace {

thread_local std::string first_error;
thread_local std::function<void(std::string_view)> listener;

void keep_error(ggml_log_level level, const char* text, void*) {
  if (level == GGML_LOG_LEVEL_ERROR && first_error.empty()) first_error = text;
  if (listener) listener(text);
}

// Threads of OpenMP spin a moment, then wait asleep, unless the user says otherwise. SmolLM2-135M
// with two threads on two cores, quiet: counts of 300 and 3,000 decode at 0.96 of the speed of the
// default's long spinning. Beside two busy processes, in tok/s: this count 64, 3,000 at times 15,
// the default 11. OpenMP reads this in a constructor of its own, which the priority of this one
// precedes.
[[gnu::constructor(101)]] void spin_briefly() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
    ::setenv("GOMP_SPINCOUNT", "1000", /*replace=*/0);
  }
}

// "llama_model_load: error loading model: X" gives "X".
std::string_view cause_of(std::string_view line) {
  line = trim(line);
  for (const std::string_view noise :
       {"llama_model_load: ", "error loading model: ", "llama_model_load_from_file_impl: ",
        "llama_init_from_model: ", "failed to initialize the context: ", "llama_model_quantize: ",
        "failed to quantize: "}) {
    if (line.starts_with(noise)) line.remove_prefix(noise.size());
  }
  return line;
}

}  // namespace

void start_llama() {
  static std::once_flag once;
  std::call_once(once, [] {
    common_log_set_verbosity_thold(-1);  // llama-common's own log: nothing.
    llama_log_set(keep_error, nullptr);
    catch_assertions();
    llama_backend_init();
  });
}

void clear_llama_error() { first_error.clear(); }

std::string llama_error() { return std::string(cause_of(first_error)); }

LlamaListener::LlamaListener(std::function<void(std::string_view line)> listen) {
  listener = std::move(listen);
}

LlamaListener::~LlamaListener() { listener = nullptr; }

}  // namespace tiles::engine
