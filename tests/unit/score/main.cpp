// SPDX-License-Identifier: Apache-2.0
// Sessions start this program again as their worker.
#include <gtest/gtest.h>

#include "sandbox/worker.h"

int main(int argc, char** argv) {
  if (tiles::sandbox::is_worker(argc, argv)) {
    tiles::sandbox::worker_main();
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
