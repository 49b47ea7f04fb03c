// SPDX-License-Identifier: Apache-2.0
// Ctrl-C while something runs. One flag for the process, because a signal handler raises it.
#pragma once

#include <tilekit/task.h>

#include <csignal>

namespace tiles::program {

tilekit::StopFlag& stop_flag();

// While it lives, Ctrl-C raises stop_flag() and interrupts reads; before and after, what was set
// before. Lowers the flag at its start. One at a time, on the main thread.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  struct sigaction before_ {};
};

}  // namespace tiles::program
