// SPDX-License-Identifier: Apache-2.0
// The worker's side. A program that starts sessions calls this first in main:
//   if (sandbox::is_worker(argc, argv)) sandbox::worker_main();
#pragma once

namespace tiles::sandbox {

// The one argument that makes a program a worker.
inline constexpr const char* kWorkerArgument = "--tiles-python-worker";

bool is_worker(int argc, char** argv);

// Jails this process for good, then serves blocks from standard input until it ends.
[[noreturn]] void worker_main();

}  // namespace tiles::sandbox
