// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command modelfile_command() {
  Command command;
  command.name = "modelfile";
  command.help = help_text("modelfile");
  return command;
}

}  // namespace tiles::program
