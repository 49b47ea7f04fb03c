// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command log_witness_command() {
  Command command;
  command.name = "log witness";
  command.help = help_text("log_witness");
  return command;
}

}  // namespace tiles::program
