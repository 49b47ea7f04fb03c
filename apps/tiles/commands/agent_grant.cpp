// SPDX-License-Identifier: Apache-2.0
#include <tilekit/agents.h>

#include <memory>

#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

Command agent_grant_command() {
  struct Options {
    SecretOptions secret;
    tilekit::GrantRequest request;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "agent grant";
  command.help = help_text("agent_grant");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->request.agent, Need::Required);
    arguments.text("--can", options->request.right);
    arguments.text("--where", options->request.where);
    arguments.text("--for", options->request.length);
    arguments.text("--key", options->request.key);
    arguments.number("--passphrase-fd", options->secret.passphrase_fd);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return tilekit::grant_agent(access, options->request);
        })
        .map([](const tilekit::GrantedAgent& granted) {
          write_output(granted.bundle.view());
          print_notice("granted to " + granted.grant.agent + " until " + granted.grant.expires);
          return ExitCode::Done;
        });
  };
  return command;
}

}  // namespace tiles::program
