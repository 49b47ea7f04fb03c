// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command memory_show_command() {
  struct Options {
    std::string path;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory show";
  command.help = help_text("memory_show");
  command.declare = [options](Arguments& arguments) {
    arguments.word("note", options->path, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](tilekit::Memory& memory) {
      return print_result<std::string>(memory.show(options->path), [&](const std::string& text) {
        if (options->json == Flag::On) {
          return "{\"path\":" + tilekit::to_json_string(options->path) +
                 ",\"text\":" + tilekit::to_json_string(text) + "}\n";
        }
        return shown(text);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
