// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <memory>

#include "commands/commands.h"
#include "commands/did_lines.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command did_tombstone_command() {
  struct Options {
    SecretOptions secret;
    std::string did;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "did tombstone";
  command.help = help_text("did_tombstone");
  command.declare = [options](Arguments& arguments) {
    arguments.word("did", options->did, Need::Required);
    options->secret.declare(arguments);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          const auto ended = tilekit::tombstone_did(access, options->did);
          return print_result<tilekit::EndedDid>(ended, [&](const tilekit::EndedDid& each) {
            return options->secret.json == Flag::On
                       ? tilekit::to_json(each) + "\n"
                       : "ended " + each.did + " by " + each.head + "\n";
          });
        });
  };
  return command;
}

}  // namespace tiles::program
