// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>
#include <tilekit/modelfile.h>

#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Result;

namespace {

Result<ExitCode> print_canonical(const std::string& file, Flag json) {
  const auto reading = tilekit::read_modelfile(file);
  if (!reading) return tl::unexpected<tilekit::Error>(reading.error());
  std::fputs(without_controls(reading->described).c_str(), stderr);
  if (!reading->is_accepted()) return ExitCode::Usage;
  write_output(json == Flag::On ? "{\"text\":" + tilekit::to_json_string(reading->canonical) + "}\n"
                                : shown(reading->canonical));
  return ExitCode::Done;
}

}  // namespace

Command modelfile_fmt_command() {
  struct Options {
    std::string file = "Modelfile";
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "modelfile fmt";
  command.help = help_text("modelfile_fmt");
  command.declare = [options](Arguments& arguments) {
    arguments.word("file", options->file, Need::Optional);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments&) {
    return print_canonical(options->file, options->json);
  };
  return command;
}

}  // namespace tiles::program
