// SPDX-License-Identifier: Apache-2.0
#include "sandbox/worker.h"

#include <tilekit/worker.h>

namespace tilekit {

void serve_if_worker(int argc, char** argv) {
  if (tiles::sandbox::is_worker(argc, argv)) {
    tiles::sandbox::worker_main();
  }
}

}  // namespace tilekit
