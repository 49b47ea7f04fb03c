// SPDX-License-Identifier: Apache-2.0
#include <tilekit/pull.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
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

// A bar for each file on a terminal; else one line for each.
class PullPrinter {
 public:
  void show(const PullProgress& progress) {
    if (progress.file != file_) begin(progress);
    const auto now = std::chrono::steady_clock::now();
    meter_.update(progress.bytes_done, now);
    const bool is_whole = progress.bytes_done == progress.bytes_total;
    if (is_terminal(Stream::Error)) {
      if (is_whole && is_done_) return;
      std::fprintf(stderr, "\r\x1b[K%s", bar(progress).c_str());
      if (is_whole) std::fputs("\n", stderr);
      std::fflush(stderr);
    } else if (is_whole && !is_done_) {
      print_notice(file_ + ": " + size_text(progress.bytes_total));
    }
    is_done_ = is_whole;
  }
  void end_line() {
    if (is_terminal(Stream::Error) && !file_.empty() && !is_done_) std::fputs("\n", stderr);
  }

 private:
  void begin(const PullProgress& progress) {
    file_ = progress.file;
    meter_ = TransferMeter();
    is_done_ = false;
  }

  std::string bar(const PullProgress& progress) const {
    constexpr std::uint64_t kCells = 20;
    const std::uint64_t total = progress.bytes_total == 0 ? 1 : progress.bytes_total;
    const std::uint64_t filled = progress.bytes_done * kCells / total;
    std::string line = without_controls(file_) + " [";
    line.append(filled, '#').append(kCells - filled, '.').append("] ");
    line += std::to_string(progress.bytes_done * 100 / total) + "% of " + size_text(total);
    if (const auto rate = meter_.bytes_per_second()) {
      line += ", " + size_text(static_cast<std::uint64_t>(*rate)) + "/s";
    }
    if (const auto left = meter_.time_left(total - progress.bytes_done)) {
      line += ", " + duration_text(*left) + " left";
    }
    return line;
  }

  std::string file_;
  TransferMeter meter_;
  bool is_done_ = false;
};

Result<PulledModel> pull(const tilekit::Home& home, const PullArguments& arguments,
                         std::uint64_t rate) {
  PullPrinter printer;
  tilekit::PullOptions options;
  options.name = arguments.name;
  options.bytes_per_second_max = rate;
  if (arguments.offline == Flag::On) options.network = tilekit::NetworkUse::Offline;
  options.progress = [&printer](const PullProgress& progress) { printer.show(progress); };
  options.stop = &stop_flag();
  const Interruptible interruptible;
  auto model = tilekit::pull_model(home, arguments.reference, options);
  printer.end_line();
  if (!model && model.error().code() == ErrorCode::Cancelled) {
    return tl::unexpected<Error>(
        Error(model.error()).with_hint("what has come is kept; the same command goes on"));
  }
  return model;
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
    return open_home(global).and_then([&](const tilekit::Home& home) {
      return print_result<PulledModel>(pull(home, arguments, *rate), [&](const auto& model) {
        return arguments.json == Flag::On ? tilekit::to_json(model) + "\n" : pulled_lines(model);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
