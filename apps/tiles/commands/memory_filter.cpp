// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command memory_filter_command() {
  Command command;
  command.name = "memory filter";
  command.help = help_text("memory_filter");
  return command;
}

}  // namespace tiles::program
