// SPDX-License-Identifier: Apache-2.0
// The one-line notices of a conversation, and the replies of the memory model as people read them.
#pragma once

#include <tilekit/chat.h>

#include <string>
#include <string_view>

namespace tiles::program {

// "1 fact", "2 facts".
std::string plural(std::size_t count, std::string_view one);

// "+1 line", "-2 lines", "+1 -1 lines": from the change's diff.
std::string line_counts(const tilekit::Change& change);

// "recalled 2 facts from entities/ana.md:3, user.md:4"; empty when nothing was recalled.
std::string recall_notice(const tilekit::AskResult& result);
// How the reader takes it back where the notice stands.
enum class UndoWord { Slash, Command };
// "remembered: entities/ana.md +1 line, /undo"; empty when there is nothing to say.
std::string remember_notice(const tilekit::TellResult& result, UndoWord undo);

// What a crash had cut off and what became of it; empty when there is nothing to say.
std::string recovery_notice(const tilekit::Recovery& recovery);

// The last message and its reply, as they stood on the screen.
std::string last_exchange(const tilekit::PastTurns& past);

// What is in the window, one part per line, then what was left out and why.
std::string context_lines(const tilekit::ContextReport& report);

}  // namespace tiles::program
