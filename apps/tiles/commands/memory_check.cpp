// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Memory;

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
      return print_result<std::vector<tilekit::Finding>>(memory.check(), [&](const auto& result) {
        return options->json == Flag::On ? tilekit::to_json(result) + "\n" : print(result);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
