// SPDX-License-Identifier: Apache-2.0
#include <tilekit/python.h>

#include <iostream>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Result;

Command memory_python_command() {
  struct Options {
    std::string vault;
    Flag json = Flag::Off;
    Flag read_only = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory python";
  command.help = help_text("memory_python");
  command.declare = [options](Arguments& arguments) {
    arguments.text("--vault", options->vault);
    arguments.flag("--read-only", options->read_only);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments&) -> Result<ExitCode> {
    if (options->json == Flag::Off) {
      print_error("'tiles memory python' reads and writes JSON only",
                  "run 'tiles memory python --vault DIR --json'");
      return ExitCode::Usage;
    }
    const tilekit::PythonAccess access = options->read_only == Flag::On
                                             ? tilekit::PythonAccess::ReadOnly
                                             : tilekit::PythonAccess::ReadWrite;
    return tilekit::run_python_lines({.vault = options->vault, .access = access}, std::cin,
                                     std::cout)
        .map([] { return ExitCode::Done; });
  };
  return command;
}

}  // namespace tiles::program
