// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command memory_links_command() {
  return link_command("memory links", help_text("memory_links"), &tilekit::Memory::links);
}

}  // namespace tiles::program
