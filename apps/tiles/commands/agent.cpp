// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command agent_command() {
  Command command;
  command.name = "agent";
  command.help = help_text("agent");
  return command;
}

}  // namespace tiles::program
