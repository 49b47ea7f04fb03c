// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command id_create_command() {
  auto options = std::make_shared<NewDeviceOptions>();
  Command command;
  command.name = "id create";
  command.help = help_text("id_create");
  command.declare = [options](Arguments& arguments) { options->declare(arguments); };
  command.run = [options](const GlobalArguments& global) {
    return options->wanted().and_then([&](const tilekit::NewIdentity& wanted) {
      return identity_access(global, options->secret)
          .and_then([&](const tilekit::IdentityAccess& access) {
            return print_identity(tilekit::create_identity(access, wanted), options->secret.json);
          })
          .map([](ExitCode code) {
            print_notice(
                "write down the recovery kit now: tiles id export-recovery; without it a lost "
                "device is a lost account");
            return code;
          });
    });
  };
  return command;
}

}  // namespace tiles::program
