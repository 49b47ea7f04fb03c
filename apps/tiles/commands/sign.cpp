// SPDX-License-Identifier: Apache-2.0
#include <tilekit/attest.h>

#include <memory>

#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/secret_input.h"
#include "terminal/transfer_bar.h"

namespace tiles::program {

using tilekit::Attestation;
using tilekit::Result;
using tilekit::SignedModel;

namespace {

struct SignArguments {
  std::string name;
  std::string lock;
  Flag keyless = Flag::Off;
  SecretOptions secret;
};

Result<SignedModel> sign(const tilekit::HomePaths& paths, const SignArguments& arguments) {
  tilekit::SignOptions options;
  options.lock = arguments.lock;
  if (arguments.keyless == Flag::On) options.with = tilekit::SignWith::SessionKey;
  options.ask = passphrase_source(arguments.secret.passphrase_fd);
  TransferLine line("hashing");
  options.verify.progress = [&line](std::uint64_t done, std::uint64_t total) {
    line.show(done, total);
  };
  options.verify.stop = &stop_flag();
  const Interruptible interruptible;
  return tilekit::sign_model(paths, arguments.name, options);
}

std::string signed_lines(const SignedModel& signed_model) {
  const bool is_new = signed_model.result == tilekit::SignResult::Signed;
  std::string lines =
      (is_new ? "signed " : "was signed already: ") + signed_model.model.name + "\n";
  for (const Attestation& attestation : signed_model.model.attestations) {
    lines += attestation.kind + "  " + attestation.manifest + "  entry " +
             std::to_string(attestation.index) + " of '" + attestation.log + "'" +
             (attestation.did.empty() ? "" : ", keyless as " + attestation.did) + "\n";
  }
  return shown(lines);
}

}  // namespace

Command sign_command() {
  auto options = std::make_shared<SignArguments>();
  Command command;
  command.name = "sign";
  command.help = help_text("sign");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->name, Need::Required);
    arguments.text("--lock", options->lock);
    arguments.flag("--keyless", options->keyless);
    options->secret.declare(arguments);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<SignedModel>(sign(paths, *options), [&](const SignedModel& signed_model) {
        return options->secret.json == Flag::On ? tilekit::to_json(signed_model) + "\n"
                                                : signed_lines(signed_model);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
