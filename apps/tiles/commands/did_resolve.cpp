// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <memory>

#include "commands/commands.h"
#include "commands/did_lines.h"
#include "help.h"

namespace tiles::program {

Command did_resolve_command() {
  struct Options {
    std::string name;
    Flag offline = Flag::Off;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "did resolve";
  command.help = help_text("did_resolve");
  command.declare = [options](Arguments& arguments) {
    arguments.word("did", options->name, Need::Required);
    arguments.flag("--offline", options->offline);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_did(tilekit::resolve_did(paths, options->name, network_use(options->offline)),
                       options->json);
    });
  };
  return command;
}

}  // namespace tiles::program
