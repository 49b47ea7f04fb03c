// SPDX-License-Identifier: Apache-2.0
#include <tilekit/attest.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "help.h"

namespace tiles::program {

using tilekit::Attestation;
using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::ModelAttestations;
using tilekit::Result;

namespace {

struct AttestShowArguments {
  std::string name;
  std::string bundle;
  Flag key = Flag::Off;
  Flag session_key = Flag::Off;
  Flag json = Flag::Off;
};

std::string lines_of(const ModelAttestations& model) {
  std::string lines = model.name + "  " + model.manifest + "\n";
  if (model.attestations.empty())
    lines += "no attestation; tiles sign " + model.name + " makes some\n";
  for (const Attestation& attestation : model.attestations) {
    lines += attestation.kind + "  " + attestation.manifest + "\n";
    lines += "  type  " + attestation.predicate_type + "\n";
    lines += "  key   " + attestation.key + "\n";
    if (!attestation.did.empty()) lines += "  as    " + attestation.did + ", keyless\n";
    if (attestation.log.empty()) continue;
    lines +=
        "  log   entry " + std::to_string(attestation.index) + " of '" + attestation.log + "'\n";
  }
  return shown(lines);
}

Result<std::string> bundle_of(const ModelAttestations& model, const std::string& kind) {
  const auto found = std::ranges::find(model.attestations, kind, &Attestation::kind);
  if (found != model.attestations.end()) return found->bundle + "\n";
  return tl::unexpected<Error>(
      Error(ErrorCode::NotFound, "'" + model.name + "' has no attestation of kind '" + kind + "'")
          .with_hint("tiles attest show " + model.name));
}

Result<std::string> key_of(const ModelAttestations& model) {
  if (!model.key.empty()) return model.key;
  return tl::unexpected<Error>(Error(ErrorCode::NotFound, "nothing was signed here yet")
                                   .with_hint("tiles sign " + model.name));
}

Result<std::string> session_key_of(const ModelAttestations& model) {
  for (const Attestation& attestation : model.attestations) {
    if (!attestation.session_key.empty()) return attestation.session_key;
  }
  return tl::unexpected<Error>(
      Error(ErrorCode::NotFound, "'" + model.name + "' was not signed keyless")
          .with_hint("tiles sign " + model.name + " --keyless"));
}

Result<std::string> output_of(const ModelAttestations& model,
                              const AttestShowArguments& arguments) {
  if (!arguments.bundle.empty()) return bundle_of(model, arguments.bundle);
  if (arguments.key == Flag::On) return key_of(model);
  if (arguments.session_key == Flag::On) return session_key_of(model);
  return arguments.json == Flag::On ? tilekit::to_json(model) + "\n" : lines_of(model);
}

}  // namespace

Command attest_show_command() {
  auto options = std::make_shared<AttestShowArguments>();
  Command command;
  command.name = "attest show";
  command.help = help_text("attest_show");
  command.declare = [options](Arguments& arguments) {
    arguments.word("name", options->name, Need::Required);
    arguments.text("--bundle", options->bundle);
    arguments.flag("--key", options->key);
    arguments.flag("--session-key", options->session_key);
    arguments.flag("--json", options->json);
  };
  command.run = [options](const GlobalArguments& global) {
    return find_paths(global).and_then([&](const tilekit::HomePaths& paths) {
      return print_result<std::string>(
          tilekit::read_attestations(paths, options->name)
              .and_then([&](const ModelAttestations& model) { return output_of(model, *options); }),
          [](const std::string& text) { return text; });
    });
  };
  return command;
}

}  // namespace tiles::program
