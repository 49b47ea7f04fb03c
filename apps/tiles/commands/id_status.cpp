// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command id_status_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "id status";
  command.help = help_text("id_status");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_identity_status(tilekit::show_identity(paths), *json);
    });
  };
  return command;
}

}  // namespace tiles::program
