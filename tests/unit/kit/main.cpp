// SPDX-License-Identifier: Apache-2.0
// Sessions start this program again as their worker.
#include <gtest/gtest.h>
#include <tilekit/worker.h>

int main(int argc, char** argv) {
  tilekit::serve_if_worker(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
