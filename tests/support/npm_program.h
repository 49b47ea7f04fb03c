// SPDX-License-Identifier: Apache-2.0
// A program of tests/interop that runs in Node.js with packages of npm, and is asked line by line.
#pragma once

#include <string>

#include "base/child_process.h"
#include "base/json.h"

namespace tiles {

// TILES_NPM_ORACLES names the folder that has them; './dev test program' sets it.
class NpmProgram {
 public:
  // script: below that folder, "ucan/ucan.mjs". Without it the test ends.
  explicit NpmProgram(const std::string& script);

  // Without the line break; what came when it ends or nothing comes for a minute.
  std::string read_line();
  // One object a line, there and back.
  Json ask(const Json& request);

 private:
  ChildProcess process_;
};

}  // namespace tiles
