// SPDX-License-Identifier: Apache-2.0
// 'tiles memory python': tasks as lines of JSON, for people who train models and for tests.
// Format: docs/protocols/python.md.
#pragma once

#include <cstddef>
#include <filesystem>
#include <iosfwd>

#include "base/clock.h"
#include "base/result.h"
#include "sandbox/session.h"
#include "vault/transaction.h"

namespace tiles::memory {

inline constexpr std::size_t kLineBytesMax = 16ULL << 20;
inline constexpr std::size_t kLineTurnsMax = 64;
inline constexpr std::size_t kLineFilesMax = 1000;

struct PythonLinesOptions {
  // For tasks without files of their own; may be empty. It must exist.
  std::filesystem::path vault = {};
  vault::Access access = vault::Access::ReadWrite;
  sandbox::SessionOptions python = {};
};

// One answer for each line of `input`, until it ends. All tasks share one worker process: they are
// of one owner. `clock` is for the vault's log. Errors: Invalid and Limit (a line that is no such
// object; the lines before it are done), Io, and those of the vault and the sandbox.
Result<void> run_python_lines(std::istream& input, std::ostream& output, const Clock& clock,
                              PythonLinesOptions options);

}  // namespace tiles::memory
