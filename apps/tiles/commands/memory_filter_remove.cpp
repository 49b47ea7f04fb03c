// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command memory_filter_remove_command() {
  struct Options {
    std::string id;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory filter remove";
  command.help = help_text("memory_filter_remove");
  command.declare = [options](Arguments& arguments) {
    arguments.word("id", options->id, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](tilekit::Memory& memory) {
      return memory.remove_filter(options->id).map([&] {
        if (options->json == Flag::On) {
          write_output("{\"removed\":" + tilekit::to_json_string(options->id) + "}\n");
        }
        return ExitCode::Done;
      });
    });
  };
  return command;
}

}  // namespace tiles::program
