// SPDX-License-Identifier: Apache-2.0
// What a worker that has been taken over would try.
#pragma once

#include <string_view>

#include "base/child_process.h"

namespace tiles::sandbox {

inline constexpr const char* kProbeArgument = "--probe";
inline constexpr int kProbeSucceeded = 42;  // What it tried was possible.
inline constexpr int kProbeRefused = 43;    // The system refused it, and the worker lives.
inline constexpr int kProbeNoJail = 44;

bool is_probe(int argc, char** argv);

// Enters the jail, tries `what`, and ends with one of the codes above.
// what: nothing, open, socket, fork, exec, kill, ptrace, mmap, prctl, inherited, or a fake worker:
// silent, babble, huge, calls, ready-then-exit.
int probe_main(std::string_view what);

ChildCommand probe_command(std::string_view what);

}  // namespace tiles::sandbox
