// SPDX-License-Identifier: Apache-2.0
// Model-written Python on a vault, block by block: for people who train memory models, and for
// tests.
#pragma once

#include <filesystem>
#include <iosfwd>

#include "tilekit/result.h"

namespace tilekit {

enum class PythonAccess { ReadOnly, ReadWrite };

struct PythonTask {
  // For lines without files of their own; may be empty, else it must exist.
  std::filesystem::path vault;
  PythonAccess access = PythonAccess::ReadWrite;
};

// Reads one JSON object per line and writes one per line: docs/protocols/python.md. Each line is
// one task, whose variables are gone with the next. Errors: Invalid, Limit, NotFound, Denied, Io.
Result<void> run_python_lines(const PythonTask& task, std::istream& input, std::ostream& output);

}  // namespace tilekit
