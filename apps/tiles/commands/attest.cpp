// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

// A group: says which commands it holds.
Command attest_command() {
  Command command;
  command.name = "attest";
  command.help = help_text("attest");
  return command;
}

}  // namespace tiles::program
