// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

namespace {

std::string print(const std::vector<tilekit::NoteSummary>& notes) {
  std::size_t width = 0;
  for (const tilekit::NoteSummary& note : notes) width = std::max(width, note.path.size());
  std::string text;
  for (const tilekit::NoteSummary& note : notes) {
    text.append(note.path).append(width - note.path.size() + 2, ' ').append(note.title);
    text.append("\n");
  }
  return shown(text);
}

}  // namespace

Command memory_list_command() {
  struct Options {
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory list";
  command.help = help_text("memory_list");
  command.declare = [options](Arguments& arguments) { arguments.flag("--json", options->json); };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      return print_result<std::vector<tilekit::NoteSummary>>(
          memory.list(), [&](const auto& result) {
            return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
