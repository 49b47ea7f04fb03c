// SPDX-License-Identifier: Apache-2.0
#include "engine/llama_log.h"

#include <llama.h>
#include <log.h>

#include <cstdlib>
#include <mutex>

#include "base/text.h"
#include "engine/assertion_guard.h"

namespace tiles::engine {

namespace {

thread_local std::string first_error;

void keep_error(ggml_log_level level, const char* text, void*) {
  if (level == GGML_LOG_LEVEL_ERROR && first_error.empty()) first_error = text;
}

// Threads of OpenMP spin a moment, then wait asleep, unless the user says otherwise. On two cores
// SmolLM2-135M decoded, in tok/s on a quiet and on a busy machine: default spinning 175 and 13 to
// 29, this count 158 and 25, no spinning 50 and 35. OpenMP reads this in a constructor of its own,
// which the priority of this one precedes.
[[gnu::constructor(101)]] void spin_briefly() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
    ::setenv("GOMP_SPINCOUNT", "300", /*replace=*/0);
  }
}

// "llama_model_load: error loading model: X" gives "X".
std::string_view cause_of(std::string_view line) {
  line = trim(line);
  for (const std::string_view noise :
       {"llama_model_load: ", "error loading model: ", "llama_model_load_from_file_impl: ",
        "llama_init_from_model: ", "failed to initialize the context: "}) {
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

}  // namespace tiles::engine
