// SPDX-License-Identifier: Apache-2.0
#include <tilekit/worker.h>

#include "command_line.h"

int main(int argc, char** argv) {
  tilekit::serve_if_worker(argc, argv);
  return tiles::program::run_command_line(argc, argv);
}
