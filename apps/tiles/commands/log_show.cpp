// SPDX-License-Identifier: Apache-2.0
#include <tilekit/log.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::LogEntry;
using tilekit::LogPage;

namespace {

std::string page_lines(const LogPage& page) {
  std::string lines;
  for (const LogEntry& entry : page.entries) {
    lines += std::to_string(entry.index) + "  ";
    lines += entry.event.empty() ? entry.text
                                 : (entry.time.empty() ? "" : entry.time + "  ") + entry.event;
    lines += (entry.digest.empty() ? "" : "  " + entry.digest) + "\n";
  }
  return shown(lines);
}

}  // namespace

Command log_show_command() {
  struct Options {
    tilekit::LogQuery query;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "log show";
  command.help = help_text("log_show");
  command.declare = [options](Arguments& arguments) {
    arguments.count({"-n,--limit", tilekit::kLogPageMax}, options->query.count_max);
    arguments.text("--name", options->query.name);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<LogPage>(
          tilekit::read_log(paths, options->query), [&](const LogPage& page) {
            return options->json == Flag::On ? tilekit::to_json(page) + "\n" : page_lines(page);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
