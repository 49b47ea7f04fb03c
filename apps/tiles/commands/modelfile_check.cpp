// SPDX-License-Identifier: Apache-2.0
#include <tilekit/modelfile.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::ModelfileParameter;
using tilekit::Result;

namespace {

std::string number_text(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.15g", number);
  return text.data();
}

std::string parameter_lines(const std::vector<ModelfileParameter>& parameters) {
  constexpr std::size_t kWidth = 20;
  std::string lines;
  for (const ModelfileParameter& each : parameters) {
    std::string name = each.name;
    name.resize(std::max(name.size() + 1, kWidth), ' ');
    lines += name + each.type;
    if (each.type == "integer" || each.type == "number") {
      lines += " from " + number_text(each.minimum) + " to " + number_text(each.maximum);
    }
    lines += "\n";
  }
  return lines;
}

Result<ExitCode> check(const std::string& file, Flag json) {
  const auto reading = tilekit::read_modelfile(file);
  if (!reading) return tl::unexpected<tilekit::Error>(reading.error());
  std::fputs(without_controls(reading->described).c_str(), stderr);
  if (json == Flag::On) write_output(tilekit::to_json(*reading) + "\n");
  return reading->is_accepted() ? ExitCode::Done : ExitCode::Usage;
}

}  // namespace

Command modelfile_check_command() {
  struct Options {
    std::string file = "Modelfile";
    Flag parameters = Flag::Off;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "modelfile check";
  command.help = help_text("modelfile_check");
  command.declare = [options](Arguments& arguments) {
    arguments.word("file", options->file, Need::Optional);
    arguments.flag("--parameters", options->parameters);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments&) -> Result<ExitCode> {
    if (options->parameters == Flag::Off) return check(options->file, options->json);
    const auto parameters = tilekit::modelfile_parameters();
    write_output(options->json == Flag::On ? tilekit::to_json(parameters) + "\n"
                                           : parameter_lines(parameters));
    return ExitCode::Done;
  };
  return command;
}

}  // namespace tiles::program
