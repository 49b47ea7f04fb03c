// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command log_command() {
  Command command;
  command.name = "log";
  command.help = help_text("log");
  return command;
}

}  // namespace tiles::program
