// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

namespace {

std::string print(const std::vector<tilekit::Filter>& filters) {
  std::string text;
  for (const tilekit::Filter& filter : filters) {
    text.append(filter.id).append("  ").append(filter.kind).append("  ");
    text.append(filter.value).append("\n");
  }
  return shown(text);
}

}  // namespace

Command memory_filter_list_command() {
  struct Options {
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory filter list";
  command.help = help_text("memory_filter_list");
  command.declare = [options](Arguments& arguments) { arguments.flag("--json", options->json); };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<std::vector<tilekit::Filter>>(memory.filters(), [&](const auto& result) {
        return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
