// SPDX-License-Identifier: Apache-2.0
#include "terminal/interrupt.h"

namespace tiles::program {
namespace {

// Trivial to construct, so that no initialiser of ours runs before main.
constinit tilekit::StopFlag interrupted;

extern "C" void raise_stop_flag(int) { interrupted.raise(); }

}  // namespace

tilekit::StopFlag& stop_flag() { return interrupted; }

Interruptible::Interruptible() {
  interrupted.lower();
  struct sigaction action {};
  action.sa_handler = raise_stop_flag;
  ::sigaction(SIGINT, &action, &before_);
}

Interruptible::~Interruptible() { ::sigaction(SIGINT, &before_, nullptr); }

}  // namespace tiles::program
