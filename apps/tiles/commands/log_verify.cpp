// SPDX-License-Identifier: Apache-2.0
#include <tilekit/log.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::LogState;

Command log_verify_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "log verify";
  command.help = help_text("log_verify");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<LogState>(tilekit::verify_log(paths), [&](const LogState& state) {
        if (*json == Flag::On) return tilekit::to_json(state) + "\n";
        return std::to_string(state.entries) + (state.entries == 1 ? " entry" : " entries") +
               ", all as it should be\n";
      });
    });
  };
  return command;
}

}  // namespace tiles::program
