// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::ModelSummary;

Command cp_command() {
  struct Options {
    std::string from;
    std::string to;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "cp";
  command.help = help_text("cp");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->from, Need::Required);
    arguments.word("new", options->to, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<ModelSummary>(
          tilekit::copy_model(paths, options->from, options->to), [&](const auto& model) {
            return options->json == Flag::On ? tilekit::to_json(model) + "\n"
                                             : model.name + " " + model.manifest + "\n";
          });
    });
  };
  return command;
}

}  // namespace tiles::program
