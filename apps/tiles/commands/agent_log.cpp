// SPDX-License-Identifier: Apache-2.0
#include <tilekit/agents.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using Events = std::vector<tilekit::AgentEvent>;

namespace {

std::string lines_of(const Events& events) {
  std::string lines;
  for (const tilekit::AgentEvent& each : events) {
    lines += each.time + "  " + each.event + "  " + each.agent + "  " + each.delegation + "\n";
  }
  return shown(lines);
}

}  // namespace

Command agent_log_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "agent log";
  command.help = help_text("agent_log");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<Events>(tilekit::agent_events(paths), [&](const Events& events) {
        return *json == Flag::On ? tilekit::to_json(events) + "\n" : lines_of(events);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
