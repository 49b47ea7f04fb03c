// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command policy_command() {
  Command command;
  command.name = "policy";
  command.help = help_text("policy");
  return command;
}

}  // namespace tiles::program
