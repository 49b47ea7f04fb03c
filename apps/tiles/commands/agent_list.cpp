// SPDX-License-Identifier: Apache-2.0
#include <tilekit/agents.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using Grants = std::vector<tilekit::Grant>;

namespace {

std::string lines_of(const Grants& grants) {
  std::string lines;
  for (const tilekit::Grant& each : grants) {
    lines += each.agent + "  " + each.right + "  " + each.state + " until " + each.expires + "\n";
    if (!each.where.empty()) lines += "  where " + each.where + "\n";
  }
  return shown(lines);
}

}  // namespace

Command agent_list_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "agent list";
  command.help = help_text("agent_list");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<Grants>(tilekit::list_grants(paths), [&](const Grants& grants) {
        return *json == Flag::On ? tilekit::to_json(grants) + "\n" : lines_of(grants);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
