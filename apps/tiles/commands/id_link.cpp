// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <memory>

#include "commands/commands.h"
#include "commands/did_lines.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command id_link_command() {
  struct Options {
    SecretOptions secret;
    std::string name;
    Flag offline = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "id link";
  command.help = help_text("id_link");
  command.declare = [options](Arguments& arguments) {
    arguments.word("did", options->name, Need::Required);
    options->secret.declare(arguments);
    arguments.flag("--offline", options->offline);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return print_identity(
              tilekit::link_identity(access, options->name, network_use(options->offline)),
              options->secret.json);
        });
  };
  return command;
}

}  // namespace tiles::program
