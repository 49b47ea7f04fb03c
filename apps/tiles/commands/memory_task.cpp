// SPDX-License-Identifier: Apache-2.0
#include "commands/memory_task.h"

#include <algorithm>
#include <memory>

#include "help.h"
#include "terminal/interrupt.h"

namespace tiles::program {

using tilekit::Result;

namespace {

ExitCode print(const TaskAnswer& answer, Flag json) {
  if (json == Flag::On) {
    write_output(answer.json + "\n");
  } else if (!answer.reply.empty()) {
    write_output(shown(answer.reply + "\n"));
  }
  if (!answer.gave_up.empty()) {
    print_error("the memory model gave up: " + answer.gave_up, "");
    return ExitCode::Failed;
  }
  if (json == Flag::Off && !answer.notice.empty()) print_notice(answer.notice);
  return ExitCode::Done;
}

}  // namespace

Command memory_task_command(const std::string& name, const MemoryTask& task,
                            const std::function<void(Arguments& arguments)>& declare) {
  struct Options {
    std::vector<std::string> words;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  std::string help_file = name;
  std::ranges::replace(help_file, ' ', '_');
  Command command;
  command.name = name;
  command.help = help_text(help_file);
  command.declare = [options, declare](Arguments& arguments) {
    arguments.words("message", options->words, Need::Required);
    if (declare) declare(arguments);
    arguments.flag("--json", options->json);
  };
  command.run = [options, task](const GlobalArguments& global) -> Result<ExitCode> {
    return message_of(options->words).and_then([&](const std::string& message) {
      return with_memory(global, [&](tilekit::Memory& memory) {
        const Interruptible interruptible;
        return task(memory, message).map([&](const TaskAnswer& answer) {
          return print(answer, options->json);
        });
      });
    });
  };
  return command;
}

}  // namespace tiles::program
