// SPDX-License-Identifier: Apache-2.0
#include <tilekit/models.h>

#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/transfer_bar.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::ModelFault;
using tilekit::Result;
using tilekit::Verification;

namespace {

Result<Verification> verify(const tilekit::HomePaths& paths, const std::string& name) {
  tilekit::VerifyOptions options;
  TransferLine line("hashing");
  options.progress = [&line](std::uint64_t done, std::uint64_t total) { line.show(done, total); };
  options.stop = &stop_flag();
  const Interruptible interruptible;
  return tilekit::verify_models(paths, name, options);
}

// What makes the damaged file whole again.
std::string way_back(const ModelFault& fault) {
  const std::string again = fault.name.find('/') == std::string::npos
                                ? "tiles create " + fault.name + " -f Modelfile"
                                : "tiles pull " + fault.name;
  return again + " brings it back; tiles rm " + fault.name + " gives it up";
}

void print_faults(const Verification& verification) {
  for (const ModelFault& fault : verification.faults) {
    print_error(without_controls(fault.name) + ": " + fault.layer.kind + " " + fault.layer.digest +
                    ": " + fault.problem,
                way_back(fault));
  }
}

std::string summary(const Verification& verification) {
  const std::string count = std::to_string(verification.models);
  return count + (verification.models == 1 ? " model, " : " models, ") +
         size_text(verification.size_bytes) + " hashed, " +
         (verification.faults.empty() ? "all as it should be"
                                      : std::to_string(verification.faults.size()) + " damaged") +
         "\n";
}

}  // namespace

Command verify_command() {
  struct Options {
    std::string name;
    Flag json = Flag::Off;
  };
  auto options = std::make_shared<Options>();
  Command command;
  command.name = "verify";
  command.help = help_text("verify");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->name, Need::Optional);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global)
        .and_then([&](const tilekit::HomePaths& paths) { return verify(paths, options->name); })
        .map([&](const Verification& verification) {
          print_faults(verification);
          write_output(options->json == Flag::On ? tilekit::to_json(verification) + "\n"
                                                 : summary(verification));
          return verification.faults.empty() ? ExitCode::Done : ExitCode::Integrity;
        });
  };
  return command;
}

}  // namespace tiles::program
