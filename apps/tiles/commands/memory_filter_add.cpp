// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

namespace {

std::string print(const tilekit::Filter& filter) {
  return shown(filter.id + "  " + filter.kind + "  " + filter.value + "\n");
}

}  // namespace

Command memory_filter_add_command() {
  struct Options {
    std::string kind;
    std::string value;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory filter add";
  command.help = help_text("memory_filter_add");
  command.declare = [options](Arguments& arguments) {
    arguments.word("kind", options->kind, Need::Required);
    arguments.word("value", options->value, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<tilekit::Filter>(
          memory.add_filter(options->kind, options->value), [&](const auto& result) {
            return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
