// SPDX-License-Identifier: Apache-2.0
// Processes that work on one store on the real disk at once, and are killed at any moment.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "base/format.h"
#include "store_fixture.h"

namespace tiles::store {
namespace {

constexpr int kRounds = 5;
constexpr int kWorkers = 2;

// Builds, names, unnames and collects until it is killed. Each worker has a name of its own and
// all share weights.
[[noreturn]] void work(const std::filesystem::path& root, int worker) {
  const auto store = Store::open(root);
  for (int number = 0; store; ++number) {
    const auto held = (*store)->blobs().hold();
    const auto build = put_build(**store, "shared", format("{} {}", worker, number % 3));
    if (!held || !build) break;
    const ModelName name = named(format("w{}", worker));
    if (!(*store)->tag(name, build->digest)) break;
    if (number % 4 == 3 && !(*store)->untag(name.reference())) break;
  }
  ::_exit(1);
}

[[noreturn]] void collect(const std::filesystem::path& root) {
  const auto store = Store::open(root);
  while (store) {
    // Busy is as good as done here: the workers add without pause.
    const auto done = (*store)->collect(Collect::Remove);
    if (!done && done.error().code() != ErrorCode::Busy) break;
  }
  ::_exit(1);
}

template <typename Work>
pid_t start(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) work();
  return child;
}

TEST_F(StoreTest, KilledProcessesLeaveAStoreThatVerifies) {
  std::mt19937 random(11);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<pid_t> children;
    for (int worker = 0; worker < kWorkers; ++worker) {
      children.push_back(start([&] { work(root(), worker); }));
    }
    children.push_back(start([&] { collect(root()); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 250));
    for (const pid_t child : children) {
      int status = 0;
      // One that ended by itself met an error.
      EXPECT_EQ(::waitpid(child, &status, WNOHANG), 0) << "round " << round;
      ::kill(child, SIGKILL);
      ::waitpid(child, &status, 0);
    }
    const auto entries = store_->list();
    ASSERT_TRUE(entries.has_value()) << phrase(entries);
    for (const IndexEntry& entry : *entries) {
      const auto faults = store_->verify(entry.manifest.digest, Verify::All);
      ASSERT_TRUE(faults.has_value()) << phrase(faults);
      EXPECT_TRUE(faults->empty()) << faults->front().error.text();
    }
    const auto done = store_->collect(Collect::Remove);
    ASSERT_TRUE(done.has_value()) << phrase(done);
  }
  EXPECT_TRUE(std::filesystem::is_empty(root() / ".tiles" / "staged"));
}

TEST_F(StoreTest, NamesGivenAtOnceAreAllKept) {
  const auto build = put_build(*store_, "w", "s");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 5; ++i) {
        const auto tagged = store_->tag(named(format("m{}:t{}", thread, i)), build->digest);
        EXPECT_TRUE(tagged.has_value()) << phrase(tagged);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store_->list()->size(), 20U);
}

}  // namespace
}  // namespace tiles::store
