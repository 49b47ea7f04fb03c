// SPDX-License-Identifier: Apache-2.0
// What a block of Python costs, with the worker's start and without, beside a CPython subprocess.
// Prints one JSON object; times in milliseconds, the median of kRounds.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "base/child_process.h"
#include "base/json.h"
#include "sandbox/session.h"
#include "sandbox/worker.h"

namespace tiles::sandbox {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kRounds = 51;
constexpr const char* kBlock = "t = read_file('user.md')\nprint(len(t.splitlines()))";
// The same work for the peer, with a function in place of the host's.
constexpr const char* kPeerBlock =
    "read_file = lambda path: '# User\\n- city: Oslo\\n'\n"
    "t = read_file('user.md')\nprint(len(t.splitlines()))";
constexpr const char* kPeer = "/usr/bin/python3";
constexpr std::chrono::seconds kPeerWait{10};

class OneNote final : public HostFunctions {
 public:
  const std::vector<std::string>& names() const override { return names_; }
  HostAnswer call(const HostCall& /*call*/) override {
    return HostAnswer::value("# User\n- city: Oslo\n");
  }

 private:
  std::vector<std::string> names_{"read_file"};
};

[[noreturn]] void stop(std::string_view problem) {
  std::cerr << "sandbox_bench: " << problem << '\n';
  std::exit(EXIT_FAILURE);
}

template <typename Work>
double median_ms(Work&& work) {
  std::vector<double> times;
  for (std::size_t i = 0; i < kRounds; ++i) {
    const auto begin = steady_clock::now();
    work();
    times.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count());
  }
  std::ranges::nth_element(times, times.begin() + kRounds / 2);
  return times[kRounds / 2];
}

void run_block(Session& session) {
  const auto result = session.run(kBlock);
  if (!result || result->error || result->stdout_text != "2\n") stop("a block failed");
}

void run_peer() {
  auto child = ChildProcess::start({kPeer, {"-c", kPeerBlock}});
  if (!child) stop(child.error().text());
  const auto exit = child->wait(kPeerWait);
  if (!exit || exit->code != 0 || exit->signal != 0) stop("the peer failed");
}

int measure() {
  OneNote host;
  auto session = Session::start({}, host);
  if (!session) stop(session.error().text());
  const double with_start = median_ms([&] {
    auto fresh = Session::start({}, host);
    if (!fresh) stop(fresh.error().text());
    run_block(*fresh);
  });
  const double warm = median_ms([&] { run_block(*session); });
  const double task = median_ms([&] {
    if (!session->restart()) stop("a restart failed");
    run_block(*session);
  });
  const double peer = median_ms(run_peer);
  std::cout << print_json(Json{{"block_with_process_start_ms", with_start},
                               {"block_in_a_running_session_ms", warm},
                               {"task_in_a_running_worker_ms", task},
                               {"peer_cpython_subprocess_ms", peer},
                               {"rounds", kRounds}})
            << '\n';
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace tiles::sandbox

int main(int argc, char** argv) {
  if (tiles::sandbox::is_worker(argc, argv)) tiles::sandbox::worker_main();
  return tiles::sandbox::measure();
}
