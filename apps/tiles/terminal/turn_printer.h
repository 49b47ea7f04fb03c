// SPDX-License-Identifier: Apache-2.0
// A turn as it happens: the reply's text to stdout as it comes, all else on lines of its own to
// stderr.
#pragma once

#include <tilekit/chat.h>

#include <string>

#include "terminal/notices.h"

namespace tiles::program {

class TurnPrinter {
 public:
  explicit TurnPrinter(UndoWord undo) : undo_(undo) {}

  void show(const tilekit::ChatEvent& event);
  // Ends the line that a reply has left open.
  void end_line();

 private:
  void show_notice(const std::string& notice);

  UndoWord undo_;
  bool is_line_open_ = false;
};

}  // namespace tiles::program
