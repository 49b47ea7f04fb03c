// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "commands/commands.h"
#include "commands/identity_lines.h"
#include "help.h"

namespace tiles::program {

using tilekit::Result;

namespace {

struct ExportOptions {
  SecretOptions secret;
  Flag svg = Flag::Off;
  Flag forget_root = Flag::Off;
};

void print_kit(const tilekit::RecoveryKit& kit, Flag svg) {
  write_output(kit.qr.view());
  if (svg == Flag::On) return;
  write_output("\n");
  std::size_t count = 0;
  for (std::string_view rest = kit.words.view(); !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string number = std::to_string(++count);
    write_output(std::string(number.size() < 2 ? " " : "") + number + ". ");
    write_output(rest.substr(0, end));
    write_output("\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

Result<ExitCode> forget(const tilekit::IdentityAccess& access) {
  return tilekit::forget_root(access).map([](const tilekit::IdentitySummary&) {
    print_notice("the account root is on paper only from now on");
    return ExitCode::Done;
  });
}

}  // namespace

Command id_export_recovery_command() {
  auto options = std::make_shared<ExportOptions>();
  Command command;
  command.name = "id export-recovery";
  command.help = help_text("id_export_recovery");
  command.declare = [options](Arguments& arguments) {
    arguments.number("--passphrase-fd", options->secret.passphrase_fd);
    arguments.flag("--svg", options->svg);
    arguments.flag("--forget-root", options->forget_root);
  };
  command.run = [options](const GlobalArguments& global) {
    return identity_access(global, options->secret)
        .and_then([&](const tilekit::IdentityAccess& access) {
          const bool is_paper = options->svg == Flag::On;
          return tilekit::export_recovery(
                     access, is_paper ? tilekit::KitForm::Paper : tilekit::KitForm::Terminal)
              .and_then([&](const tilekit::RecoveryKit& kit) -> Result<ExitCode> {
                print_kit(kit, options->svg);
                if (options->forget_root == Flag::Off) return ExitCode::Done;
                return forget(access);
              });
        });
  };
  return command;
}

}  // namespace tiles::program
