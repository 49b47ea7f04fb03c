// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command id_command() {
  Command command;
  command.name = "id";
  command.help = help_text("id");
  return command;
}

}  // namespace tiles::program
