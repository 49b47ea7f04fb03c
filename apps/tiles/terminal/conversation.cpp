// SPDX-License-Identifier: Apache-2.0
#include "terminal/conversation.h"

#include <unistd.h>

#include <cstdlib>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/notices.h"
#include "terminal/output.h"
#include "terminal/slash_command.h"

namespace tiles::program {

using tilekit::ChatEvent;
using tilekit::ChatMessage;
using tilekit::ModelState;
using tilekit::Result;
using tilekit::TellResult;
using tilekit::TextSpan;
using tilekit::TurnResult;

Conversation::Conversation(const tilekit::Home& home, tilekit::Chat chat)
    : home_(home), chat_(std::move(chat)), memory_(home) {
  is_interactive_ = ::isatty(STDIN_FILENO) == 1 && is_terminal(Stream::Output);
  lines_ = is_interactive_ ? edited_lines(home_.paths().state / "history") : plain_lines();
}

namespace {

// "~/x" for a path in the user's home folder.
std::string short_path(const std::filesystem::path& path) {
  const char* home = std::getenv("HOME");
  std::string text = path.string();
  const std::string folder = home == nullptr ? "" : std::string(home) + "/";
  if (folder.size() < 2 || !text.starts_with(folder)) return text;
  return "~/" + text.substr(folder.size());
}

}  // namespace

void Conversation::greet() const {
  const tilekit::HomePaths& paths = home_.paths();
  if (home_.age() == tilekit::HomeAge::New) {
    print_notice("all stays on this device; memory is Markdown in " + short_path(paths.memory));
    print_notice("beside it: conversations/ and models/");
    print_notice("settings: " + short_path(paths.settings) + "; /help lists what you can type");
  }
  if (const auto past = chat_.past_turns()) {
    print_notice("continuing the conversation of " + past->begun + ", " +
                 plural(past->count, "turn"));
    if (is_interactive_) print_notice(last_exchange(*past));
  }
  if (chat_.model_state() == ModelState::None) {
    print_notice("no chat model, so memory answers alone; put a .gguf file into " +
                 short_path(paths.models) + ", or run 'tiles run path/to/model.gguf'");
  }
}

Ended Conversation::run() {
  greet();
  bool warned_of_leaving = false;
  for (;;) {
    const Line line = lines_->read();
    if (line.end == LineEnd::EndOfInput) return ended_;
    if (line.end == LineEnd::Interrupted) {
      if (warned_of_leaving || !is_interactive_) return ended_;
      warned_of_leaving = true;
      print_notice("Ctrl-C again leaves, so does /bye");
      continue;
    }
    warned_of_leaving = false;
    if (handle(line) == Next::Leave) return ended_;
  }
}

Conversation::Next Conversation::handle(const Line& line) {
  const SlashCommand command = parse_slash_command(line.text);
  switch (command.kind) {
    case SlashKind::Message:
      if (line.text.find_first_not_of(" \t\r\n") != std::string::npos) turn(line);
      break;
    case SlashKind::Help:
      print_help(help_text("conversation"));
      break;
    case SlashKind::Clear:
      chat_.clear();
      print_notice("a new conversation; memory stays");
      break;
    case SlashKind::Context:
      show_context();
      break;
    case SlashKind::License:
      show_licenses();
      break;
    case SlashKind::Memory:
      show_memory(command.argument);
      break;
    case SlashKind::Undo:
      undo(command.argument);
      break;
    case SlashKind::Bye:
      return Next::Leave;
    case SlashKind::Unknown:
      print_error("unknown command '" + command.argument + "'",
                  "type /help; a message that begins with a slash needs a second word");
      break;
  }
  return Next::GoOn;
}

std::vector<TextSpan> pasted_documents(const Line& line) {
  std::vector<TextSpan> spans;
  for (const std::string& pasted : line.pasted) {
    if (pasted.size() <= kPastedWordsBytesMax && pasted.find('\n') == std::string::npos) continue;
    const std::size_t begin = line.text.find(pasted);
    if (begin == std::string::npos) return {TextSpan{0, line.text.size()}};
    spans.push_back({begin, begin + pasted.size()});
  }
  return spans;
}

void Conversation::turn(const Line& line) {
  if (chat_.model_state() == ModelState::Loading && is_interactive_) {
    print_notice("loading " + chat_.model_name());
  }
  const Interruptible interruptible;
  const ChatMessage message{line.text, pasted_documents(line)};
  const Result<TurnResult> result = chat_.send(
      message, [this](const ChatEvent& event) { printer_.show(event); }, &stop_flag());
  printer_.end_line();
  if (!result) {
    ended_ = Ended::WithFailures;
    print_error(result.error());
    return;
  }
  if (result->finish == tilekit::FinishReason::Stopped) print_notice("stopped");
  if (result->finish == tilekit::FinishReason::Length) {
    print_notice("the reply was cut: it is very long, or the context is full; see /context");
  }
  ask_consent(message, result->remembered);
}

void Conversation::ask_consent(const ChatMessage& message, const TellResult& remembered) {
  if (remembered.confirmation == tilekit::Confirmation::NotNeeded) return;
  print_notice("this is not remembered yet:");
  for (const tilekit::Change& change : remembered.changes) print_notice(change.diff);
  if (!is_interactive_) return;
  print_notice("remember it? y or n");
  const Line answer = lines_->read();
  if (answer.end != LineEnd::Entered || (answer.text != "y" && answer.text != "yes")) return;
  const Result<TellResult> told = chat_.remember_with_consent(message);
  if (!told) {
    print_error(told.error());
  } else {
    print_notice(remember_notice(*told, UndoWord::Slash));
  }
}

void Conversation::show_context() {
  const Result<tilekit::ContextReport> report = chat_.context();
  if (!report) {
    print_error(report.error());
    return;
  }
  write_output(context_lines(*report));
}

void Conversation::show_licenses() {
  const auto licenses = chat_.licenses();
  if (!licenses) return print_error(licenses.error());
  for (const std::string& license : *licenses) write_output(shown(license) + "\n");
  if (licenses->empty()) print_notice("the model came without a licence");
}

void Conversation::show_memory(const std::string& query) {
  constexpr std::size_t kHitsShown = 10;
  if (query.empty()) {
    const auto notes = memory_.list();
    if (!notes) return print_error(notes.error());
    for (const tilekit::NoteSummary& note : *notes) {
      write_output(shown(note.path + "  " + note.title + "\n"));
    }
    print_notice("in " + short_path(home_.paths().memory));
    return;
  }
  const auto hits = memory_.search(query, kHitsShown);
  if (!hits) return print_error(hits.error());
  for (const tilekit::SearchHit& hit : *hits) {
    write_output(shown(hit.path + ":" + std::to_string(hit.line) + ": " + hit.text + "\n"));
  }
}

void Conversation::undo(const std::string& id) {
  const Result<tilekit::Transaction> undone = id.empty() ? chat_.undo() : memory_.undo(id);
  if (!undone) return print_error(undone.error());
  std::string places;
  for (const tilekit::Change& change : undone->changes) {
    places.append(places.empty() ? " " : ", ")
        .append(change.path)
        .append(" ")
        .append(line_counts(change));
  }
  print_notice("took back:" + places);
}

}  // namespace tiles::program
