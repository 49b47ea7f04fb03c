// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command memory_backlinks_command() {
  return link_command("memory backlinks", help_text("memory_backlinks"),
                      &tilekit::Memory::backlinks);
}

}  // namespace tiles::program
