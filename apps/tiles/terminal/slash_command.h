// SPDX-License-Identifier: Apache-2.0
// Which lines of a conversation are commands. A message may begin with a path: only what is known
// is a command.
#pragma once

#include <string>
#include <string_view>

namespace tiles::program {

enum class SlashKind { Message, Help, Clear, Context, License, Memory, Undo, Bye, Unknown };

struct SlashCommand {
  SlashKind kind = SlashKind::Message;
  std::string argument;  // What follows "/memory" or "/undo".
};

// Unknown is one word of letters after the slash and nothing else; "/etc/hosts" and "/tmp is full"
// are messages.
SlashCommand parse_slash_command(std::string_view line);

}  // namespace tiles::program
