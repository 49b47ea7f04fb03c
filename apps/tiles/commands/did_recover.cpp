// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <memory>

#include "commands/commands.h"
#include "commands/did_lines.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command did_recover_command() {
  struct Options {
    SecretOptions secret;
    std::string did;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "did recover";
  command.help = help_text("did_recover");
  command.declare = [options](Arguments& arguments) {
    arguments.word("did", options->did, Need::Required);
    options->secret.declare(arguments);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return print_did(tilekit::recover_did(access, options->did), options->secret.json);
        });
  };
  return command;
}

}  // namespace tiles::program
