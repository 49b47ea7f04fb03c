// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command id_rotate_command() {
  auto options = std::make_shared<SecretOptions>();
  Command command;
  command.name = "id rotate";
  command.help = help_text("id_rotate");
  command.declare = [options](Arguments& arguments) { options->declare(arguments); };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, *options).and_then([&](const tilekit::IdentityAccess& access) {
      return print_identity(tilekit::rotate_identity(access), options->json);
    });
  };
  return command;
}

}  // namespace tiles::program
