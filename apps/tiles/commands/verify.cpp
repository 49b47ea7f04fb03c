// SPDX-License-Identifier: Apache-2.0
#include <tilekit/attest.h>
#include <tilekit/models.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/interrupt.h"
#include "terminal/transfer_bar.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::CheckResult;
using tilekit::ModelCheck;
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
  if (!verification.log_problem.empty()) {
    print_error("the damage could not be logged: " + without_controls(verification.log_problem),
                "");
  }
}

std::string summary(const Verification& verification) {
  const std::string count = std::to_string(verification.models);
  return count + (verification.models == 1 ? " model, " : " models, ") +
         size_text(verification.size_bytes) + " hashed, " +
         (verification.faults.empty() ? "all as it should be"
                                      : std::to_string(verification.faults.size()) + " damaged");
}

struct VerifyArguments {
  std::string name;
  std::string key;
  std::string account;
  std::string policy;
  Flag json = Flag::Off;
};

std::string line_of(std::string_view what, const std::string& text) {
  constexpr std::size_t kWidth = 12;
  std::string line(what);
  line.resize(kWidth, ' ');
  return line + text + "\n";
}

std::string lines_of(const std::vector<ModelCheck>& checks) {
  std::string lines;
  for (const ModelCheck& check : checks) {
    const bool is_said = check.result == CheckResult::Absent || check.what == "policy";
    const std::string result = is_said ? "" : std::string(tilekit::name_of(check.result)) + ": ";
    lines += line_of(check.what, result + check.text);
  }
  return shown(lines);
}

// A model whose bytes are damaged is not looked at further: what is signed would not be there.
Result<std::vector<ModelCheck>> check_if_whole(const tilekit::HomePaths& paths,
                                               const VerifyArguments& arguments,
                                               const Verification& verification) {
  if (!verification.faults.empty()) return std::vector<ModelCheck>();
  return tilekit::check_attestations(
      paths, arguments.name,
      {.account = arguments.account, .key = arguments.key, .policy = arguments.policy});
}

ExitCode code_of(const Verification& verification, const std::vector<ModelCheck>& checks) {
  const bool is_sound =
      verification.faults.empty() && std::ranges::none_of(checks, [](const ModelCheck& check) {
        return check.result == CheckResult::Fails;
      });
  return is_sound ? ExitCode::Done : ExitCode::Integrity;
}

void print_failed(const std::vector<ModelCheck>& checks) {
  for (const ModelCheck& check : checks) {
    if (check.result != CheckResult::Fails) continue;
    print_error(without_controls(check.what + ": " + check.text), "");
  }
}

Result<ExitCode> verify_one(const tilekit::HomePaths& paths, const VerifyArguments& arguments) {
  return verify(paths, arguments.name).and_then([&](const Verification& verification) {
    print_faults(verification);
    return check_if_whole(paths, arguments, verification)
        .map([&](const std::vector<ModelCheck>& checks) {
          print_failed(checks);
          write_output(arguments.json == Flag::On
                           ? tilekit::to_json(verification, checks) + "\n"
                           : line_of("bytes", summary(verification)) + lines_of(checks));
          return code_of(verification, checks);
        });
  });
}

Result<ExitCode> verify_all(const tilekit::HomePaths& paths, const VerifyArguments& arguments) {
  return verify(paths, "").map([&](const Verification& verification) {
    print_faults(verification);
    write_output(arguments.json == Flag::On ? tilekit::to_json(verification) + "\n"
                                            : summary(verification) + "\n");
    return code_of(verification, {});
  });
}

}  // namespace

Command verify_command() {
  auto options = std::make_shared<VerifyArguments>();
  Command command;
  command.name = "verify";
  command.help = help_text("verify");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->name, Need::Optional);
    arguments.text("--key", options->key);
    arguments.text("--account", options->account);
    arguments.text("--policy", options->policy);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) -> Result<ExitCode> {
    const bool is_trust_given =
        !options->key.empty() || !options->account.empty() || !options->policy.empty();
    if (options->name.empty() && is_trust_given) {
      print_error("--key, --account and --policy are for one model",
                  "tiles verify NAME --key FILE");
      return ExitCode::Usage;
    }
    if (!options->key.empty() && !options->account.empty()) {
      print_error("--key and --account do not go together", "tiles verify NAME --account DID");
      return ExitCode::Usage;
    }
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return options->name.empty() ? verify_all(paths, *options) : verify_one(paths, *options);
    });
  };
  return command;
}

}  // namespace tiles::program
