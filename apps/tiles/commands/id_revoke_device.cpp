// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command id_revoke_device_command() {
  struct Options {
    SecretOptions secret;
    std::string device;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "id revoke-device";
  command.help = help_text("id_revoke_device");
  command.declare = [options](Arguments& arguments) {
    arguments.word("device", options->device, Need::Required);
    options->secret.declare(arguments);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return print_identity(tilekit::revoke_device(access, options->device),
                                options->secret.json);
        });
  };
  return command;
}

}  // namespace tiles::program
