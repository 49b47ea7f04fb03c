// SPDX-License-Identifier: Apache-2.0
// Signing with a session key instead of one that the home keeps, and whose sessions are believed.
#pragma once

#include <tilekit/identity.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attest/bundle.h"
#include "attest/session_check.h"
#include "attest/statement.h"
#include "base/result.h"
#include "kit/event_log.h"

namespace tiles::kit {

// Whether sign_keyless() may be asked, without opening a key. Errors: NotFound (no identity),
// Denied (no link to a DID by the key that this device has now, a revoked device), Corrupt, Io.
Result<void> check_keyless(const tilekit::HomePaths& paths);

struct KeylessBundle {
  attest::Bundle bundle;
  std::string session;  // attest::SessionRecord::print().
};

// Signs each statement with one fresh key that this device delegates to and that is wiped when it
// returns. `event` is logged with the signatures. Errors: those of check_keyless(), of the key
// store and of the log.
Result<std::vector<KeylessBundle>> sign_keyless(const tilekit::IdentityAccess& access,
                                                const Event& event,
                                                std::span<const attest::Statement> statements);

// The account of this home, if it has one. Errors: Corrupt, Io.
Result<std::optional<attest::KnownAccount>> known_account(const tilekit::HomePaths& paths);

}  // namespace tiles::kit
