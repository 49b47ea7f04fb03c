// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command tiles_command() {
  Command command;
  command.help = help_text("tiles");
  command.run = [](const GlobalArguments& global) { return converse(global, {}); };
  return command;
}

}  // namespace tiles::program
