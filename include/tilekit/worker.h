// SPDX-License-Identifier: Apache-2.0
// Model-written Python runs in a jailed process that is the program itself, started again.
#pragma once

namespace tilekit {

// To be called first in main(), before anything that takes time or opens a file. When this process
// was started as a worker it serves its parent and does not return.
void serve_if_worker(int argc, char** argv);

}  // namespace tilekit
