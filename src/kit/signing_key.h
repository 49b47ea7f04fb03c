// SPDX-License-Identifier: Apache-2.0
// The key that signs models: of P-256, in a file of the home beside the key of the log.
#pragma once

#include <tilekit/home.h>

#include "attest/signer.h"
#include "base/result.h"
#include "kit/event_log.h"

namespace tiles::kit {

// Errors: NotFound (with IfMissing::Fail), Corrupt (the file has no such key), Denied, Io.
Result<attest::KeySigner> open_signing_key(const tilekit::HomePaths& paths, IfMissing if_missing);

}  // namespace tiles::kit
