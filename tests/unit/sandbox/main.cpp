// SPDX-License-Identifier: Apache-2.0
// The tests start this program again: as the real worker, or as a probe that misbehaves on purpose.
#include <gtest/gtest.h>

#include "sandbox/worker.h"
#include "unit/sandbox/probe.h"

int main(int argc, char** argv) {
  if (tiles::sandbox::is_worker(argc, argv)) tiles::sandbox::worker_main();
  if (tiles::sandbox::is_probe(argc, argv)) return tiles::sandbox::probe_main(argv[2]);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
