// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

Command memory_backlinks_command() {
  struct Options {
    std::string path;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory backlinks";
  command.help = help_text("memory_backlinks");
  command.declare = [options](Arguments& arguments) {
    arguments.word("note", options->path, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<std::vector<tilekit::Link>>(
          memory.backlinks(options->path), [&](const auto& result) {
            return options->json == Flag::On ? tilekit::to_json(result) + "\n" : link_lines(result);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
