// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/notices.h"

namespace tiles::program {

using tilekit::Result;
using tilekit::TellOutcome;
using tilekit::TellResult;

namespace {

ExitCode print(const TellResult& result, Flag json) {
  if (json == Flag::On) {
    write_output(tilekit::to_json(result) + "\n");
  } else if (!result.reply.empty()) {
    write_output(shown(result.reply + "\n"));
  }
  if (result.outcome == TellOutcome::GaveUp) {
    print_error("the memory model gave up: " + result.reason, "");
    return ExitCode::Failed;
  }
  if (json == Flag::Off && result.outcome == TellOutcome::Remembered) {
    print_notice(remember_notice(result, UndoWord::Command));
  }
  return ExitCode::Done;
}

}  // namespace

Command memory_tell_command() {
  struct Options {
    std::vector<std::string> words;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "memory tell";
  command.help = help_text("memory_tell");
  command.declare = [options](Arguments& arguments) {
    arguments.words("message", options->words, Need::Required);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) -> Result<ExitCode> {
    return message_of(options->words).and_then([&](const std::string& message) {
      return with_memory(global, [&](tilekit::Memory& memory) {
        const Interruptible interruptible;
        tilekit::TellOptions tell;
        tell.stop = &stop_flag();
        return memory.tell(message, tell).map([&](const TellResult& result) {
          return print(result, options->json);
        });
      });
    });
  };
  return command;
}

}  // namespace tiles::program
