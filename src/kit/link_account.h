// SPDX-License-Identifier: Apache-2.0
// The link of the account of this device to a DID, once its control is proved.
#pragma once

#include <tilekit/identity.h>

#include "base/result.h"
#include "identity/account.h"
#include "identity/identity_link.h"

namespace tiles::kit {

// Errors: Denied (this device is revoked).
Result<void> check_may_link(const identity::Account& account);

// Signs the link, keeps it and writes it into the log. Errors: Limit, those of the store, Io.
Result<tilekit::IdentitySummary> link_account(const tilekit::HomePaths& paths,
                                              identity::Account& account,
                                              const identity::LinkTerms& terms);

}  // namespace tiles::kit
