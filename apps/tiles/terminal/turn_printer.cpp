// SPDX-License-Identifier: Apache-2.0
#include "terminal/turn_printer.h"

#include <variant>

#include "terminal/output.h"

namespace tiles::program {

void TurnPrinter::show(const tilekit::ChatEvent& event) {
  if (const auto* text = std::get_if<tilekit::TextEvent>(&event)) {
    write_output(shown(text->text));
    is_line_open_ = true;
  } else if (const auto* reasoning = std::get_if<tilekit::ReasoningEvent>(&event)) {
    print_reasoning(reasoning->text);
  } else if (const auto* recalled = std::get_if<tilekit::RecalledEvent>(&event)) {
    show_notice(recall_notice(recalled->result));
  } else if (const auto* remembered = std::get_if<tilekit::RememberedEvent>(&event)) {
    show_notice(remember_notice(remembered->result, undo_));
  } else if (const auto* trouble = std::get_if<tilekit::TroubleEvent>(&event)) {
    end_line();
    print_error(trouble->error);
  } else if (const auto* warning = std::get_if<tilekit::WarningEvent>(&event)) {
    show_notice("warning: " + std::string(warning->text));
  }
}

void TurnPrinter::end_line() {
  if (is_line_open_) write_output("\n");
  is_line_open_ = false;
}

void TurnPrinter::show_notice(const std::string& notice) {
  end_line();
  if (!notice.empty()) print_notice(notice);
}

}  // namespace tiles::program
