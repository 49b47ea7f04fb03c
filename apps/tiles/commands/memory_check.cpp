// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;
using Findings = tilekit::Result<std::vector<tilekit::Finding>>;

namespace {

std::string print(const std::vector<tilekit::Finding>& findings) {
  if (findings.empty()) {
    print_notice("no faults found");
  }
  std::string text;
  for (const tilekit::Finding& finding : findings) {
    text.append(finding.path);
    if (finding.line != 0) text.append(":").append(std::to_string(finding.line));
    text.append(": ").append(finding.kind).append(": ").append(finding.text).append("\n");
  }
  return shown(text);
}

}  // namespace

Command memory_check_command() {
  struct Options {
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory check";
  command.help = help_text("memory_check");
  command.declare = [options](Arguments& arguments) { arguments.flag("--json", options->json); };
  command.run = [options](const GlobalArguments& global) {
    return with_memory(global, [&](Memory& memory) {
      const Findings found = memory.check();
      const auto printed = print_result<std::vector<tilekit::Finding>>(found, [&](const auto& all) {
        return options->json == Flag::On ? tilekit::to_json(all) + "\n" : print(all);
      });
      return found && !found->empty() ? ExitCode::Failed : printed;
    });
  };
  return command;
}

}  // namespace tiles::program
