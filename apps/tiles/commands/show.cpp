// SPDX-License-Identifier: Apache-2.0
#include <tilekit/fit.h>
#include <tilekit/models.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::ModelDetails;
using tilekit::ModelDifference;
using tilekit::ModelFit;
using tilekit::ModelLayer;
using tilekit::Result;

namespace {

struct ShowArguments {
  std::vector<std::string> names;
  Flag modelfile = Flag::Off;
  Flag license = Flag::Off;
  Flag diff = Flag::Off;
  Flag fit = Flag::Off;
  std::optional<std::uint32_t> context;
  Flag json = Flag::Off;
};

std::string line_of(std::string_view name, const std::string& value) {
  constexpr std::size_t kWidth = 14;
  std::string line(name);
  line.resize(std::max(line.size() + 1, kWidth), ' ');
  return value.empty() ? "" : line + value + "\n";
}

std::string line_of(const ModelLayer& layer) {
  return "  " + line_of(layer.kind, layer.digest + "  " + size_text(layer.size_bytes) +
                                        (layer.file.empty() ? "" : "  " + layer.file) +
                                        (layer.scale.empty() ? "" : "  scale " + layer.scale));
}

std::string details_text(const ModelDetails& model) {
  std::string lines = line_of("name", model.name) + line_of("manifest", model.manifest) +
                      line_of("architecture", model.architecture) +
                      line_of("quantization", model.file_type);
  for (const std::string& name : model.mir) lines += line_of("MIR", name);
  for (const std::string& license : model.licenses) {
    lines += line_of("license", license.substr(0, license.find('\n')));
  }
  lines += "layers\n";
  for (const ModelLayer& layer : model.layers) lines += line_of(layer);
  return shown(lines);
}

std::string licenses_text(const ModelDetails& model) {
  std::string text;
  for (const std::string& license : model.licenses) {
    text += license + (license.ends_with('\n') ? "" : "\n");
  }
  return shown(text);
}

std::string difference_text(const ModelDifference& difference) {
  std::string lines;
  for (const ModelLayer& layer : difference.only_in_first) lines += "-" + line_of(layer);
  for (const ModelLayer& layer : difference.only_in_second) lines += "+" + line_of(layer);
  return lines.empty() ? "the same layers\n" : shown(lines);
}

std::string tokens_text(std::uint32_t tokens) { return std::to_string(tokens) + " tokens"; }

// What would help when it does not fit, or what more it could have.
std::string advice_of(const ModelFit& fit) {
  const std::string most = tokens_text(fit.context_tokens_that_fit);
  if (fit.fits()) return "fits; a context of up to " + most + " does";
  if (fit.context_tokens_that_fit == 0) return "does not fit, with no context";
  return "does not fit; a context of up to " + most + " does";
}

std::string fit_text(const ModelFit& fit) {
  const std::string trained =
      fit.context_tokens_trained == 0
          ? ""
          : " (trained for " + std::to_string(fit.context_tokens_trained) + ")";
  return shown(
      line_of("weights", size_text(fit.weights_bytes)) +
      line_of("context",
              size_text(fit.context_bytes) + " for " + tokens_text(fit.context_tokens) + trained) +
      line_of("buffers", size_text(fit.buffers_bytes)) +
      line_of("needed", size_text(fit.needed_bytes())) +
      line_of("free", size_text(fit.available_bytes) + " of " + size_text(fit.memory_bytes)) +
      advice_of(fit) + "\n");
}

Result<ExitCode> run_show(const tilekit::HomePaths& paths, const ShowArguments& arguments) {
  const bool is_json = arguments.json == Flag::On;
  if (arguments.diff == Flag::On) {
    return print_result<ModelDifference>(
        tilekit::compare_models(paths, arguments.names.front(), arguments.names.back()),
        [&](const auto& difference) {
          return is_json ? tilekit::to_json(difference) + "\n" : difference_text(difference);
        });
  }
  if (arguments.fit == Flag::On) {
    return print_result<ModelFit>(
        tilekit::model_fit(paths, arguments.names.front(), arguments.context.value_or(0)),
        [&](const auto& fit) { return is_json ? tilekit::to_json(fit) + "\n" : fit_text(fit); });
  }
  return print_result<ModelDetails>(
      tilekit::show_model(paths, arguments.names.front()), [&](const auto& model) {
        if (is_json) return tilekit::to_json(model) + "\n";
        if (arguments.modelfile == Flag::On) return shown(model.modelfile);
        return arguments.license == Flag::On ? licenses_text(model) : details_text(model);
      });
}

}  // namespace

Command show_command() {
  auto arguments_of_show = std::make_shared<ShowArguments>();
  Command command;
  command.name = "show";
  command.help = help_text("show");
  command.declare = [arguments_of_show](Arguments& arguments) {
    arguments.words("name", arguments_of_show->names, Need::Required);
    arguments.flag("--modelfile", arguments_of_show->modelfile);
    arguments.flag("--license", arguments_of_show->license);
    arguments.flag("--diff", arguments_of_show->diff);
    arguments.flag("--fit", arguments_of_show->fit);
    arguments.number("--context", arguments_of_show->context);
    arguments.flag("--json", arguments_of_show->json);
  };
  command.run = [arguments_of_show](const GlobalArguments& global) -> Result<ExitCode> {
    const std::size_t wanted = arguments_of_show->diff == Flag::On ? 2 : 1;
    if (arguments_of_show->names.size() != wanted) {
      print_error("one name is shown, two are compared", "tiles show --diff A B");
      return ExitCode::Usage;
    }
    return find_paths(global).and_then(
        [&](const tilekit::HomePaths& paths) { return run_show(paths, *arguments_of_show); });
  };
  return command;
}

}  // namespace tiles::program
