// SPDX-License-Identifier: Apache-2.0
// From argv to one command. The only place that knows CLI11.
#pragma once

namespace tiles::program {

// Parses, runs the command and returns the exit code. Help goes to stdout, errors to stderr.
int run_command_line(int argc, const char* const* argv);

}  // namespace tiles::program
