// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command did_command() {
  Command command;
  command.name = "did";
  command.help = help_text("did");
  return command;
}

}  // namespace tiles::program
