// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

Command memory_graph_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "memory graph";
  command.help = help_text("memory_graph");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return with_memory(global, [&](tilekit::Memory& memory) {
      using tilekit::GraphFormat;
      const GraphFormat format = *json == Flag::On ? GraphFormat::Json : GraphFormat::Dot;
      return print_result<std::string>(memory.graph(format),
                                       [](const std::string& text) { return shown(text); });
    });
  };
  return command;
}

}  // namespace tiles::program
