// SPDX-License-Identifier: Apache-2.0
#include <tilekit/log.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::LogState;

Command log_export_command() {
  struct Options {
    std::string folder;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "log export";
  command.help = help_text("log_export");
  command.declare = [options](Arguments& arguments) {
    arguments.word("folder", options->folder, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<LogState>(
          tilekit::export_log(paths, options->folder), [&](const LogState& state) {
            if (options->json == Flag::On) return tilekit::to_json(state) + "\n";
            return std::to_string(state.entries) + (state.entries == 1 ? " entry" : " entries") +
                   ", key " + state.key + "\n";
          });
    });
  };
  return command;
}

}  // namespace tiles::program
