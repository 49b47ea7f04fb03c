// SPDX-License-Identifier: Apache-2.0
#include "commands/identity_lines.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "commands/commands.h"
#include "terminal/secret_input.h"

namespace tiles::program {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::IdentitySummary;
using tilekit::KeyStoreChoice;
using tilekit::Result;

namespace {

std::string where_key_is(const IdentitySummary& identity) {
  switch (identity.protection) {
    case tilekit::KeyProtection::Hardware:
      return identity.is_simulated ? "hardware, simulated: a TPM that is a program protects nothing"
                                   : "hardware: it is made in the TPM and never leaves it";
    case tilekit::KeyProtection::KeyStore:
      return "key store: the desktop keeps it, unlocked with your session";
    case tilekit::KeyProtection::Passphrase:
      return "passphrase: a file that is sealed under your passphrase";
  }
  return "";
}

std::string link_line(const tilekit::LinkSummary& link) {
  return "linked   " + link.did + (link.handle.empty() ? "" : " (" + link.handle + ")") + ", by " +
         link.how + ", " + link.verified +
         (link.is_held ? "" : "; not with the key of now: link it again") + "\n";
}

std::string key_line(const tilekit::KeptKey& key) {
  constexpr std::size_t kWidth = 9;
  std::string name = key.name;
  name.resize(kWidth, ' ');
  return name + key.key +
         (key.is_sealed ? ", sealed under the device's key store"
                        : ", in a plain file (mode 0600)") +
         "\n";
}

std::string lines_of(const IdentitySummary& identity) {
  std::string lines = "account  " + identity.account + "\n";
  lines += "device   " + identity.device + " (" + identity.device_name + ")\n";
  lines += "kept in  " + where_key_is(identity) + "\n";
  lines += std::string("root     ") +
           (identity.has_root ? "sealed on this device" : "on paper only") + "\n";
  for (const tilekit::KeptKey& each : identity.keys) lines += key_line(each);
  for (const tilekit::LinkSummary& each : identity.links) lines += link_line(each);
  for (const tilekit::DeviceSummary& each : identity.devices) {
    lines += "\n" + each.name + (each.is_this ? " (this device)" : "") +
             (each.is_revoked ? ", revoked" : "") + "\n  " + each.key + "\n";
  }
  return shown(lines);
}

bool is_device_revoked(const IdentitySummary& identity) {
  return std::ranges::any_of(identity.devices, [](const tilekit::DeviceSummary& each) {
    return each.is_this && each.is_revoked;
  });
}

std::string status_lines_of(const IdentitySummary& identity) {
  std::string lines = "device   " + identity.device + " (" + identity.device_name + "), " +
                      (is_device_revoked(identity) ? "revoked" : "certified " + identity.created) +
                      "\n";
  lines += "account  " + identity.account + "\n";
  for (const tilekit::LinkSummary& each : identity.links) lines += link_line(each);
  if (identity.links.empty()) lines += "linked   to no DID: tiles id link\n";
  return shown(lines);
}

// The name of the machine, without its domain.
std::string machine_name() {
  std::array<char, 65> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "device";
  const std::string whole = name.data();
  const std::string first = whole.substr(0, whole.find('.'));
  return first.empty() ? "device" : first;
}

}  // namespace

void SecretOptions::declare(Arguments& arguments) {
  arguments.number("--passphrase-fd", passphrase_fd);
  arguments.flag("--json", json);
}

void NewDeviceOptions::declare(Arguments& arguments) {
  secret.declare(arguments);
  arguments.text("--name", name);
  arguments.text("--store", store);
  arguments.text("--tpm", tpm);
}

Result<tilekit::NewIdentity> NewDeviceOptions::wanted() const {
  tilekit::NewIdentity wanted;
  wanted.device_name = name.empty() ? machine_name() : name;
  wanted.tpm = tpm;
  if (store.empty() || store == "best") {
    wanted.store = KeyStoreChoice::Best;
  } else if (store == "tpm") {
    wanted.store = KeyStoreChoice::Tpm;
  } else if (store == "secret-service") {
    wanted.store = KeyStoreChoice::SecretService;
  } else if (store == "passphrase") {
    wanted.store = KeyStoreChoice::Passphrase;
  } else {
    return tl::unexpected<Error>(
        Error(ErrorCode::Invalid, "no key store '" + store + "'")
            .with_hint("--store is best, tpm, secret-service or passphrase"));
  }
  return wanted;
}

Result<tilekit::IdentityAccess> identity_access(const GlobalArguments& global,
                                                const SecretOptions& options) {
  return find_paths(global).map([&](const tilekit::HomePaths& paths) {
    return tilekit::IdentityAccess{.paths = paths, .ask = passphrase_source(options.passphrase_fd)};
  });
}

Result<ExitCode> print_identity(const Result<IdentitySummary>& identity, Flag json) {
  return print_result<IdentitySummary>(identity, [&](const IdentitySummary& summary) {
    return json == Flag::On ? tilekit::to_json(summary) + "\n" : lines_of(summary);
  });
}

Result<ExitCode> print_identity_status(const Result<IdentitySummary>& identity, Flag json) {
  auto printed = print_result<IdentitySummary>(identity, [&](const IdentitySummary& summary) {
    return json == Flag::On ? tilekit::to_json(summary) + "\n" : status_lines_of(summary);
  });
  if (!printed || *printed != ExitCode::Done) return printed;
  const bool is_linked =
      std::ranges::any_of(identity->links, [](const auto& link) { return link.is_held; });
  return is_linked && !is_device_revoked(*identity) ? ExitCode::Done : ExitCode::Failed;
}

}  // namespace tiles::program
