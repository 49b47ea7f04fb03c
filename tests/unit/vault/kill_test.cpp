// SPDX-License-Identifier: Apache-2.0
// A process that commits to a vault on the real disk and is killed at any moment.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "base/directory_lock.h"
#include "base/format.h"
#include "vault_fixture.h"

namespace tiles::vault {
namespace {

constexpr int kRounds = 15;

std::string numbered(int number) { return format("# N\n- number: {}\n", number); }

// The number that stands in a file written by numbered().
int number_in(const std::string& text) { return std::stoi(text.substr(text.find(": ") + 2)); }

// Counts both files up, one transaction a step, and tells each committed number through the pipe.
[[noreturn]] void count_up(const std::filesystem::path& root, int from, int pipe) {
  const SystemClock clock;
  auto vault = Vault::open(root, clock);
  for (int number = from; vault; ++number) {
    auto transaction = (*vault)->begin(Access::ReadWrite);
    const bool committed =
        transaction && transaction->update_file("a.md", numbered(number), numbered(number + 1)) &&
        transaction->update_file("b.md", numbered(number), numbered(number + 1)) &&
        transaction->commit({.who = "test", .why = {}, .turn = {}, .excerpt = {}});
    const int told = number + 1;
    if (!committed || ::write(pipe, &told, sizeof told) != sizeof told) break;
  }
  ::_exit(1);
}

TEST(Kill, KilledAtAnyMomentLeavesBothFilesOldOrBothNew) {
  const testing::TemporaryDirectory directory;
  const auto file = [&](const char* name) { return directory.path() / name; };
  const auto read = [&](const char* name) {
    std::ifstream stream(file(name));
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  std::ofstream(file("a.md")) << numbered(0);
  std::ofstream(file("b.md")) << numbered(0);
  std::mt19937 random(7);
  int acknowledged = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int start = number_in(read("a.md"));
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) count_up(directory.path(), start, ends[1]);
    ::close(ends[1]);
    ASSERT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged),
              static_cast<ssize_t>(sizeof acknowledged));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
    }
    ::close(ends[0]);

    const SystemClock clock;
    const auto vault = Vault::open(directory.path(), clock);
    ASSERT_TRUE(vault.has_value());
    EXPECT_EQ((*vault)->recovery().problem, "");
    EXPECT_EQ(read("a.md"), read("b.md"));
    EXPECT_GE(number_in(read("a.md")), acknowledged);
    EXPECT_LE(number_in(read("a.md")), acknowledged + 1);
    EXPECT_EQ((*vault)->log(100'000)->size(), static_cast<std::size_t>(number_in(read("a.md"))));
  }
}

TEST(Kill, SecondWriterWaitsAndIsThenTold) {
  const testing::TemporaryDirectory directory;
  const SystemClock clock;
  const auto held =
      DirectoryLock::take(directory.path(), LockKind::Exclusive, std::chrono::milliseconds(0));
  ASSERT_TRUE(held.has_value());
  const auto vault =
      Vault::open(directory.path(), clock, {.lock_wait = std::chrono::milliseconds(50)});
  ASSERT_TRUE(vault.has_value());
  auto transaction = (*vault)->begin(Access::ReadWrite);
  ASSERT_TRUE(transaction->create_file("a.md", "x").has_value());
  expect_code(transaction->commit({.who = "test", .why = {}, .turn = {}, .excerpt = {}}),
              ErrorCode::Busy);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "a.md"));
}

TEST(Kill, MissingFolderIsRefusedOrMadeAsAsked) {
  const testing::TemporaryDirectory directory;
  const SystemClock clock;
  const auto root = directory.path() / "deep/memory";
  expect_code(Vault::open(root, clock), ErrorCode::NotFound);
  const auto vault = Vault::open(root, clock, {.missing = MissingVault::Create});
  ASSERT_TRUE(vault.has_value());
  EXPECT_TRUE(std::filesystem::is_empty(root));
  ASSERT_TRUE((*vault)->initialise().has_value());
  EXPECT_TRUE(std::filesystem::is_directory(root / "entities"));
  EXPECT_TRUE((*vault)->read(*NotePath::parse("user.md")).has_value());
  ASSERT_TRUE((*vault)->initialise().has_value());
  EXPECT_EQ((*vault)->log(10)->size(), 1U);
}

}  // namespace
}  // namespace tiles::vault
