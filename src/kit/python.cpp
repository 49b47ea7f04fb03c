// SPDX-License-Identifier: Apache-2.0
#include <tilekit/python.h>

#include "base/clock.h"
#include "memory/python_lines.h"

namespace tilekit {

Result<void> run_python_lines(const PythonTask& task, std::istream& input, std::ostream& output) {
  const tiles::SystemClock clock;
  tiles::memory::PythonLinesOptions options;
  options.vault = task.vault;
  options.access = task.access == PythonAccess::ReadOnly ? tiles::vault::Access::ReadOnly
                                                         : tiles::vault::Access::ReadWrite;
  return tiles::memory::run_python_lines(input, output, clock, std::move(options));
}

}  // namespace tilekit
