// SPDX-License-Identifier: Apache-2.0
// What the commands on identities share: their options and what they print.
#pragma once

#include <tilekit/identity.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "command.h"

namespace tiles::program {

// Of every command that may need a passphrase.
struct SecretOptions {
  std::optional<std::uint32_t> passphrase_fd;
  Flag json = Flag::Off;

  void declare(Arguments& arguments);
};

// Of commands that make keys.
struct NewDeviceOptions {
  SecretOptions secret;
  std::string name;
  std::string store;
  std::string tpm;

  void declare(Arguments& arguments);
  // Errors: Invalid (a store of an unknown kind).
  tilekit::Result<tilekit::NewIdentity> wanted() const;
};

tilekit::Result<tilekit::IdentityAccess> identity_access(const GlobalArguments& global,
                                                         const SecretOptions& options);

// Prints an identity as text or JSON, or passes the error on.
tilekit::Result<ExitCode> print_identity(const tilekit::Result<tilekit::IdentitySummary>& identity,
                                         Flag json);
// The same in a few lines. ExitCode::Failed when no link holds or the device is revoked.
tilekit::Result<ExitCode> print_identity_status(
    const tilekit::Result<tilekit::IdentitySummary>& identity, Flag json);

}  // namespace tiles::program
