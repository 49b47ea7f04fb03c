// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command memory_command() {
  Command command;
  command.name = "memory";
  command.help = help_text("memory");
  return command;
}

}  // namespace tiles::program
