// SPDX-License-Identifier: Apache-2.0
#include <tilekit/witness.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"

namespace tiles::program {

using tilekit::Cosigned;

namespace {

std::string cosigned_line(const Cosigned& cosigned) {
  return shown(cosigned.witness + " signed " + std::to_string(cosigned.entries) +
               (cosigned.entries == 1 ? " entry" : " entries") +
               "; witnesses of them: " + std::to_string(cosigned.witnesses) + "\n");
}

}  // namespace

Command log_witness_ask_command() {
  struct Options {
    std::string url;
    std::string key;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "log witness ask";
  command.help = help_text("log_witness_ask");
  command.declare = [options](Arguments& arguments) {
    arguments.word("url", options->url, Need::Required);
    arguments.word("key", options->key, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      const Interruptible interruptible;
      return print_result<Cosigned>(
          tilekit::ask_witness(paths, options->url, options->key, &stop_flag()),
          [&](const Cosigned& cosigned) {
            return options->json == Flag::On ? tilekit::to_json(cosigned) + "\n"
                                             : cosigned_line(cosigned);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
