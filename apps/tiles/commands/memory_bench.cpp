// SPDX-License-Identifier: Apache-2.0
#include <tilekit/bench.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/notices.h"

namespace tiles::program {

using tilekit::BenchReport;
using tilekit::BenchRow;
using tilekit::Result;

namespace {

constexpr std::size_t kTasksMax = 100'000;

std::string number(const char* pattern, double value) {
  constexpr std::size_t kSize = 32;
  std::string text(kSize, '\0');
  const int length = std::snprintf(text.data(), text.size(), pattern, value);
  text.resize(static_cast<std::size_t>(std::max(length, 0)));
  return text;
}

std::string padded(std::string text, std::size_t width) {
  text.append(width - std::min(width, text.size()), ' ');
  return text + "  ";
}

std::string before(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string line_of(const BenchRow& row, std::size_t width) {
  constexpr double kPercent = 100;
  constexpr std::size_t kCountWidth = 9;
  constexpr std::size_t kNumberWidth = 6;
  const std::string cases = std::to_string(row.cases.right) + "/" + std::to_string(row.cases.of);
  std::string text = padded(row.family.empty() ? "all" : row.family, width);
  text += before(cases, kCountWidth) + "  ";
  text += number("%5.1f %%  ", row.cases.share * kPercent);
  text += number("%5.1f", row.cases.low * kPercent) + "–" +
          number("%5.1f %%", row.cases.high * kPercent) + "  ";
  text += before(std::to_string(row.damaged), kNumberWidth) + "  ";
  text += before(std::to_string(row.leaked), kNumberWidth) + "  ";
  return text + number("%7.0f ms", row.median_ms) + number("  %7.0f ms", row.p95_ms) + "\n";
}

std::string print(const BenchReport& report) {
  std::size_t width = std::string_view("family").size();
  for (const BenchRow& row : report.rows) width = std::max(width, row.family.size());
  std::string text =
      padded("family", width) +
      "right/of  share    95 % interval  damaged  leaked      median          95 %\n";
  for (const BenchRow& row : report.rows) text += line_of(row, width);
  text += line_of(report.all, width);
  std::string model = report.model;
  if (!report.sha256.empty()) model += " " + report.sha256.substr(0, 12);
  return shown(text + "suite: " + report.suite + "; model: " + model + "\n");
}

// Counts the tasks on one line of a terminal.
void count_tasks(std::size_t done, std::size_t of) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\r\x1b[K%zu of %zu%s", done, of, done == of ? "\r\x1b[K" : "");
}

}  // namespace

Command memory_bench_command() {
  struct Options {
    std::string suite;
    std::string model;
    std::size_t tasks = 0;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory bench";
  command.help = help_text("memory_bench");
  command.declare = [options](Arguments& arguments) {
    arguments.text("--suite", options->suite);
    arguments.text("--model", options->model);
    arguments.count({.names = "--tasks", .max = kTasksMax}, options->tasks);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) -> Result<ExitCode> {
    return open_home(global).and_then([&](const tilekit::Home& home) {
      const Interruptible interruptible;
      std::size_t done = 0;
      tilekit::BenchOptions bench{.suite = options->suite,
                                  .model = options->model,
                                  .tasks_max = options->tasks,
                                  .on_task = {},
                                  .stop = &stop_flag()};
      bench.on_task = [&done](const tilekit::BenchTask&, std::size_t of) {
        count_tasks(++done, of);
      };
      return print_result<BenchReport>(
          tilekit::run_memory_bench(home, bench), [&](const BenchReport& report) {
            return options->json == Flag::On ? tilekit::to_json(report) + "\n" : print(report);
          });
    });
  };
  return command;
}

}  // namespace tiles::program
