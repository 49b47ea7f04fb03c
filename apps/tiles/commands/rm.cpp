// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::RemovedModels;

namespace {

std::string removed_lines(const RemovedModels& removed) {
  std::string lines;
  for (const std::string& name : removed.names) lines += "removed " + name + "\n";
  if (removed.left.empty()) lines += "freed " + size_text(removed.size_bytes) + "\n";
  return lines;
}

}  // namespace

Command rm_command() {
  struct Options {
    std::vector<std::string> names;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "rm";
  command.help = help_text("rm");
  command.declare = [options](Arguments& arguments) {
    arguments.words("name", options->names, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      const auto removed = tilekit::remove_models(paths, options->names);
      if (removed && !removed->left.empty()) {
        print_notice("warning: the files are still there until 'tiles gc': " + removed->left);
      }
      return print_result<RemovedModels>(removed, [&](const auto& result) {
        return options->json == Flag::On ? tilekit::to_json(result) + "\n" : removed_lines(result);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
