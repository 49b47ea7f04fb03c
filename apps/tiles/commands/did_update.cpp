// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <memory>

#include "commands/commands.h"
#include "commands/did_lines.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command did_update_command() {
  struct Options {
    SecretOptions secret;
    std::string did;
    tilekit::NewDid wanted;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "did update";
  command.help = help_text("did_update");
  command.declare = [options](Arguments& arguments) {
    arguments.word("did", options->did, Need::Required);
    arguments.text("--handle", options->wanted.handle);
    arguments.text("--service", options->wanted.service);
    arguments.text("--rotation-key", options->wanted.rotation_key);
    options->secret.declare(arguments);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return print_did(tilekit::update_did(access, options->did, options->wanted),
                           options->secret.json);
        });
  };
  return command;
}

}  // namespace tiles::program
