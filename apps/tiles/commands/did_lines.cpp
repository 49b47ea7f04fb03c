// SPDX-License-Identifier: Apache-2.0
#include "commands/did_lines.h"

#include "commands/commands.h"

namespace tiles::program {

using tilekit::ResolvedDid;

namespace {

std::string lines_of(const ResolvedDid& did) {
  std::string lines = did.did + "\n";
  if (!did.handle.empty()) lines += "handle " + did.handle + ", confirmed both ways\n";
  for (const std::string& name : did.also_known_as) lines += "also known as " + name + "\n";
  for (const tilekit::DidMethod& each : did.methods) lines += each.id + " " + each.key + "\n";
  for (const tilekit::DidService& each : did.services) {
    lines += each.id + " " + each.type + " " + each.endpoint + "\n";
  }
  for (const std::string& key : did.rotation_keys) lines += "rotation key " + key + "\n";
  return shown(lines);
}

}  // namespace

tilekit::NetworkUse network_use(Flag offline) {
  return offline == Flag::On ? tilekit::NetworkUse::Offline : tilekit::NetworkUse::Allowed;
}

tilekit::Result<ExitCode> print_did(const tilekit::Result<ResolvedDid>& did, Flag json) {
  return print_result<ResolvedDid>(did, [&](const ResolvedDid& found) {
    return json == Flag::On ? tilekit::to_json(found) + "\n" : lines_of(found);
  });
}

}  // namespace tiles::program
