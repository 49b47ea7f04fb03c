// SPDX-License-Identifier: Apache-2.0
#include <tilekit/agents.h>

#include <memory>

#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

using Grants = std::vector<tilekit::Grant>;

Command agent_revoke_command() {
  struct Options {
    SecretOptions secret;
    std::string agent;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "agent revoke";
  command.help = help_text("agent_revoke");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->agent, Need::Required);
    options->secret.declare(arguments);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          return print_result<Grants>(
              tilekit::revoke_agent(access, options->agent), [&](const Grants& grants) {
                if (options->secret.json == Flag::On) return tilekit::to_json(grants) + "\n";
                const std::size_t count = grants.size();
                return "revoked " + std::to_string(count) + (count == 1 ? " grant\n" : " grants\n");
              });
        });
  };
  return command;
}

}  // namespace tiles::program
