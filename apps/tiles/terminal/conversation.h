// SPDX-License-Identifier: Apache-2.0
// A conversation as people see it: lines in, streamed replies and notices out.
#pragma once

#include <tilekit/chat.h>

#include <memory>
#include <string>

#include "terminal/line_reader.h"
#include "terminal/turn_printer.h"

namespace tiles::program {

enum class Ended { Well, WithFailures };

class Conversation {
 public:
  Conversation(const tilekit::Home& home, tilekit::Chat chat);

  // Until /bye, the end of input or two Ctrl-C at the prompt.
  // WithFailures: a turn got no reply.
  Ended run();

 private:
  enum class Next { GoOn, Leave };

  void greet() const;
  Next handle(const Line& line);
  void turn(const Line& line);
  void ask_consent(const tilekit::ChatMessage& message, const tilekit::TellResult& remembered);
  void show_licenses();
  void show_context();
  void show_memory(const std::string& query);
  void undo(const std::string& id);

  tilekit::Home home_;
  tilekit::Chat chat_;
  tilekit::Memory memory_;
  std::unique_ptr<LineReader> lines_;
  bool is_interactive_ = false;
  TurnPrinter printer_{UndoWord::Slash};
  Ended ended_ = Ended::Well;
};

// The parts of a line that were pasted and long enough to be a document: with a line break, or
// longer than kPastedWordsBytesMax. All of it when a paste was edited after.
inline constexpr std::size_t kPastedWordsBytesMax = 200;
std::vector<tilekit::TextSpan> pasted_documents(const Line& line);

}  // namespace tiles::program
