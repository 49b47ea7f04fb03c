// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>
#include <variant>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/output.h"
#include "terminal/turn_printer.h"

namespace tiles::program {

using tilekit::Chat;
using tilekit::ChatEvent;
using tilekit::Result;
using tilekit::TurnResult;

namespace {

// With --json only troubles and warnings are told while it goes on; all else is in the object.
void show_trouble(const ChatEvent& event) {
  if (const auto* warning = std::get_if<tilekit::WarningEvent>(&event)) {
    print_notice("warning: " + std::string(warning->text));
  }
  if (const auto* trouble = std::get_if<tilekit::TroubleEvent>(&event)) {
    print_error(trouble->error);
  }
}

// A text with a line break that came through a pipe is a document, not the user's own words.
std::vector<tilekit::TextSpan> untrusted_parts(const std::vector<std::string>& words,
                                               const std::string& text) {
  const bool is_document =
      words.size() == 1 && words.front() == "-" && text.find('\n') != std::string::npos;
  if (!is_document) return {};
  return {tilekit::TextSpan{0, text.size()}};
}

}  // namespace

Command ask_command() {
  struct Options {
    std::vector<std::string> words;
    ChatArguments chat;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "ask";
  command.help = help_text("ask");
  command.declare = [options](Arguments& arguments) {
    arguments.words("message", options->words, Need::Required);
    arguments.text("--model", options->chat.model);
    options->chat.declare_sampling(arguments);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) -> Result<ExitCode> {
    Result<std::string> text = message_of(options->words);
    if (!text) return tl::unexpected(text.error());
    Result<tilekit::Home> home = open_home(global);
    if (!home) return tl::unexpected(home.error());
    Result<Chat> chat = Chat::open(*home, options->chat.options());
    if (!chat) return tl::unexpected(chat.error());
    const Interruptible interruptible;
    TurnPrinter printer(UndoWord::Command);
    const auto show = [&](const ChatEvent& event) { printer.show(event); };
    const bool json = options->json == Flag::On;
    const Result<TurnResult> result =
        chat->send({*text, untrusted_parts(options->words, *text)},
                   json ? tilekit::ChatEvents(show_trouble) : show, &stop_flag());
    printer.end_line();
    if (!result) return tl::unexpected(result.error());
    if (json) write_output(tilekit::to_json(*result) + "\n");
    return ExitCode::Done;
  };
  return command;
}

}  // namespace tiles::program
