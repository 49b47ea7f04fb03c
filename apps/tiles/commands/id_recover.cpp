// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"
#include "terminal/secret_input.h"

namespace tiles::program {

using tilekit::Result;

namespace {

struct RecoverOptions {
  NewDeviceOptions device;
  std::optional<std::uint32_t> words_fd;
};

Result<ExitCode> recover(const GlobalArguments& global, const RecoverOptions& options,
                         const tilekit::NewIdentity& wanted) {
  std::array<char, 1'024> words{};
  const auto size = options.words_fd
                        ? read_secret_line(static_cast<int>(*options.words_fd), words)
                        : prompt_secret("The 24 words of the kit, on one line: ", words);
  if (!size) return tl::unexpected<tilekit::Error>(size.error());
  auto done = identity_access(global, options.device.secret)
                  .and_then([&](const tilekit::IdentityAccess& access) {
                    return print_identity(
                        tilekit::recover_identity(access, wanted, std::span(words).first(*size)),
                        options.device.secret.json);
                  });
  wipe_secret(words);
  return done;
}

}  // namespace

Command id_recover_command() {
  auto options = std::make_shared<RecoverOptions>();
  Command command;
  command.name = "id recover";
  command.help = help_text("id_recover");
  command.declare = [options](Arguments& arguments) {
    options->device.declare(arguments);
    arguments.number("--words-fd", options->words_fd);
  };
  command.run = [options](const GlobalArguments& global) {
    return options->device.wanted().and_then(
        [&](const tilekit::NewIdentity& wanted) { return recover(global, *options, wanted); });
  };
  return command;
}

}  // namespace tiles::program
