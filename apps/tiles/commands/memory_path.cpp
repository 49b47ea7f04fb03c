// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command memory_path_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "memory path";
  command.help = help_text("memory_path");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return open_home(global).map([&](const tilekit::Home& home) {
      const std::string path = home.paths().memory.string();
      write_output(*json == Flag::On ? "{\"path\":" + tilekit::to_json_string(path) + "}\n"
                                     : path + "\n");
      return ExitCode::Done;
    });
  };
  return command;
}

}  // namespace tiles::program
