// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/conversation.h"

namespace tiles::program {

using tilekit::Result;

Result<ExitCode> converse(const GlobalArguments& global, const tilekit::ChatOptions& options) {
  return open_home(global).and_then([&](const tilekit::Home& home) {
    return tilekit::Chat::open(home, options).map([&](tilekit::Chat chat) {
      Conversation conversation(home, std::move(chat));
      return conversation.run() == Ended::Well ? ExitCode::Done : ExitCode::Failed;
    });
  });
}

Command run_command() {
  auto arguments_of_chat = std::make_shared<ChatArguments>();
  Command command;
  command.name = "run";
  command.help = help_text("run");
  command.declare = [arguments_of_chat](Arguments& arguments) {
    arguments.word("model", arguments_of_chat->model, Need::Optional);
    arguments_of_chat->declare_sampling(arguments);
    arguments.flag("-c,--continue", arguments_of_chat->continued);
  };
  command.run = [arguments_of_chat](const GlobalArguments& global) {
    return converse(global, arguments_of_chat->options());
  };
  return command;
}

}  // namespace tiles::program
