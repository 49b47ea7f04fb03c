// SPDX-License-Identifier: Apache-2.0
// Each test really makes the system call, in a process of its own, after the jail is shut.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "unit/sandbox/probe.h"

namespace tiles::sandbox {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWait{20'000};

ChildExit probe(std::string_view what) {
  auto child = ChildProcess::start(probe_command(what));
  EXPECT_TRUE(child) << child.error().text();
  if (!child) return {};
  const auto exit = child->wait(kWait);
  EXPECT_TRUE(exit) << "the probe did not end";
  return exit.value_or(ChildExit{});
}

TEST(Jail, WorkerThatTriesNothingLives) { EXPECT_EQ(probe("nothing").code, kProbeSucceeded); }

class ForbiddenCall : public testing::TestWithParam<const char*> {};

TEST_P(ForbiddenCall, KillsTheWorker) {
  const ChildExit exit = probe(GetParam());
  EXPECT_EQ(exit.signal, SIGSYS) << "exit code " << exit.code;
}

INSTANTIATE_TEST_SUITE_P(Jail, ForbiddenCall,
                         testing::Values("open", "socket", "fork", "exec", "kill", "ptrace",
                                         "executable", "prctl", "other-read"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

}  // namespace
}  // namespace tiles::sandbox
