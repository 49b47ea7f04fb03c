// SPDX-License-Identifier: Apache-2.0
#include <tilekit/bench.h>

#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"

namespace tiles::program {

using tilekit::Result;

namespace {

constexpr std::size_t kSamplesMax = 1'000;

}  // namespace

Command memory_episodes_command() {
  auto options = std::make_shared<tilekit::EpisodeOptions>();
  auto temperature = std::make_shared<std::optional<float>>();
  auto seed = std::make_shared<std::optional<std::uint32_t>>();
  Command command;
  command.name = "memory episodes";
  command.help = help_text("memory_episodes");
  command.declare = [options, temperature, seed](Arguments& arguments) {
    arguments.text("--suite", options->suite);
    arguments.text("--model", options->model);
    arguments.count({.names = "--samples", .max = kSamplesMax}, options->samples);
    arguments.number("--temperature", *temperature);
    arguments.number("--seed", *seed);
  };
  command.run = [options, temperature, seed](const GlobalArguments& global) -> Result<ExitCode> {
    return open_home(global).and_then([&](const tilekit::Home& home) {
      const Interruptible interruptible;
      options->temperature = temperature->value_or(1);
      options->seed = seed->value_or(1);
      options->stop = &stop_flag();
      return tilekit::run_memory_episodes(home, *options, std::cout).map([] {
        return ExitCode::Done;
      });
    });
  };
  return command;
}

}  // namespace tiles::program
