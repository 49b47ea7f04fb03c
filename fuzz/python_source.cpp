// SPDX-License-Identifier: Apache-2.0
// Python source into the engine, in this process and without a jail: what it prints has to be what
// the parent accepts. Blocks of one session are parted by a form feed.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.h"
#include "sandbox/answer.h"
#include "sandbox/engine.h"

namespace tiles::sandbox {
namespace {

constexpr std::string_view kNames = "read_file\nupdate_file\nsearch\n";
constexpr std::size_t kCallsMax = 8;
constexpr std::size_t kOutputBytes = 4096;
// Room beyond what a short source can hold in its time: the limit would end this process.
constexpr WorkerLimits kLimits{100, 256ULL << 20, 64, kOutputBytes, 0};
// The engine's clock stands still in a product of big integers: in the program the worker's
// processor limit ends it (session_test.cpp). Here a child under such a limit runs these sources.
constexpr std::string_view kProducts[] = {"*", "pow", "factorial", "comb", "perm", "prod"};

constexpr const char* kAnswers[] = {
    R"({"value":"# User\n- city: Oslo\n- note: [[entities/tom.md]]\n"})",
    R"({"value":[{"path":"user.md","line":2,"text":"- city: Oslo"}]})",
    R"({"exception":"FileNotFoundError","message":"read_file: x not found"})",
    R"({"value":true})",
};

Engine::Stop answer_calls(Engine& engine, Engine::Stop stop) {
  for (std::size_t calls = 0; stop == Engine::Stop::Call; ++calls) {
    // The bridge bounds what it passes on, so the parent has to accept it.
    if (!parse_host_call(engine.text())) __builtin_trap();
    stop = engine.resume(calls < kCallsMax ? kAnswers[calls % std::size(kAnswers)]
                                           : R"({"abort":"RuntimeError","message":"limit"})");
  }
  return stop;
}

bool has_product(std::string_view source) {
  return std::ranges::any_of(kProducts, [source](std::string_view word) {
    return source.find(word) != std::string_view::npos;
  });
}

void run_blocks(const std::string& source) {
  Engine engine(kLimits, kNames);
  for (const std::string_view block : split(source, '\f')) {
    if (answer_calls(engine, engine.run(block)) != Engine::Stop::Done) __builtin_trap();
    if (!parse_done(engine.text(), Limits{.output_bytes = kOutputBytes})) __builtin_trap();
  }
}

// Coverage of the child is lost, its faults are not.
void run_in_child(const std::string& source) {
  constexpr rlim_t kProcessorSeconds = 1;
  const pid_t child = ::fork();
  if (child < 0) __builtin_trap();
  if (child == 0) {
    const rlimit limit{.rlim_cur = kProcessorSeconds, .rlim_max = kProcessorSeconds + 1};
    if (::setrlimit(RLIMIT_CPU, &limit) != 0) ::_exit(1);
    run_blocks(source);
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) __builtin_trap();
  }
  const bool out_of_time = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
  const bool ended = WIFEXITED(status) &&
                     (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == Engine::kOutOfMemoryExit);
  if (!out_of_time && !ended) __builtin_trap();
}

}  // namespace
}  // namespace tiles::sandbox

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The parent refuses a block that is not UTF-8.
  const std::string source = tiles::to_valid_utf8({reinterpret_cast<const char*>(data), size});
  if (tiles::sandbox::has_product(source)) {
    tiles::sandbox::run_in_child(source);
  } else {
    tiles::sandbox::run_blocks(source);
  }
  return 0;
}
