// SPDX-License-Identifier: Apache-2.0
#include <tilekit/pull.h>

#include <memory>
#include <optional>
#include <utility>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/pull_printer.h"

namespace tiles::program {

using tilekit::PulledModel;
using tilekit::PullProgress;
using tilekit::Result;

namespace {

struct PullArguments {
  std::string reference;
  std::string name;
  std::string rate;
  Flag offline = Flag::Off;
  Flag json = Flag::Off;
};

// "500K": bytes a second. Nothing when it is none.
std::optional<std::uint64_t> read_rate(const std::string& text) {
  constexpr std::size_t kDigitsMax = 12;
  std::uint64_t value = 0;
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
    value = value * 10 + static_cast<std::uint64_t>(text[at++] - '0');
  }
  if (at == 0 || at > kDigitsMax || value == 0) return std::nullopt;
  const std::string unit = text.substr(at);
  constexpr unsigned kKibi = 10;
  if (unit.empty()) return value;
  if (unit == "K" || unit == "k") return value << kKibi;
  if (unit == "M" || unit == "m") return value << (2 * kKibi);
  if (unit == "G" || unit == "g") return value << (3 * kKibi);
  return std::nullopt;
}

Result<PulledModel> pull(const tilekit::HomePaths& paths, const PullArguments& arguments,
                         std::uint64_t rate) {
  PullPrinter printer;
  tilekit::PullOptions options;
  options.name = arguments.name;
  options.bytes_per_second_max = rate;
  if (arguments.offline == Flag::On) options.network = tilekit::NetworkUse::Offline;
  options.progress = [&printer](const PullProgress& progress) { printer.show(progress); };
  options.stop = &stop_flag();
  const Interruptible interruptible;
  auto model = tilekit::pull_model(paths, arguments.reference, options);
  printer.end_line();
  return PullPrinter::with_hint(std::move(model));
}

std::string pulled_lines(const PulledModel& model) {
  std::string lines = model.name + " " + model.manifest + "\n";
  return shown(lines);
}

}  // namespace

Command pull_command() {
  auto arguments_of_pull = std::make_shared<PullArguments>();
  Command command;
  command.name = "pull";
  command.help = help_text("pull");
  command.declare = [arguments_of_pull](Arguments& arguments) {
    arguments.word("reference", arguments_of_pull->reference, Need::Required);
    arguments.text("--name", arguments_of_pull->name);
    arguments.text("--limit-rate", arguments_of_pull->rate);
    arguments.flag("--offline", arguments_of_pull->offline);
    arguments.flag("--json", arguments_of_pull->json);
  };
  command.run = [arguments_of_pull](const GlobalArguments& global) -> Result<ExitCode> {
    const PullArguments& arguments = *arguments_of_pull;
    const auto rate =
        arguments.rate.empty() ? std::optional(std::uint64_t{0}) : read_rate(arguments.rate);
    if (!rate) {
      print_error("'" + arguments.rate + "' is no rate", "name bytes a second: --limit-rate 2M");
      return ExitCode::Usage;
    }
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<PulledModel>(pull(paths, arguments, *rate), [&](const auto& model) {
        return arguments.json == Flag::On ? tilekit::to_json(model) + "\n" : pulled_lines(model);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
