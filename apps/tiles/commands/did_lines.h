// SPDX-License-Identifier: Apache-2.0
// What the commands on DIDs share.
#pragma once

#include <tilekit/did.h>

#include "command.h"

namespace tiles::program {

tilekit::NetworkUse network_use(Flag offline);

// Prints a DID as text or JSON, or passes the error on.
tilekit::Result<ExitCode> print_did(const tilekit::Result<tilekit::ResolvedDid>& did, Flag json);

}  // namespace tiles::program
