// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

namespace {

std::string print(const tilekit::Transaction& transaction) {
  return shown("took back " + transaction.undoes + "\n" + change_lines(transaction.changes));
}

}  // namespace

Command memory_undo_command() {
  struct Options {
    std::string id;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory undo";
  command.help = help_text("memory_undo");
  command.declare = [options](Arguments& arguments) {
    arguments.word("id", options->id, Need::Optional);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<tilekit::Transaction>(memory.undo(options->id), [&](const auto& result) {
        return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
