// SPDX-License-Identifier: Apache-2.0
// The key that signs models: of P-256, in a file of the home beside the key of the log.
#pragma once

#include <tilekit/identity.h>

#include <string>
#include <string_view>

#include "attest/signer.h"
#include "base/result.h"

namespace tiles::kit {

// Made when it is missing. Errors: Corrupt (the file has no such key), Denied, Io, those of the key
// store where it is sealed.
Result<attest::KeySigner> open_signing_key(const tilekit::IdentityAccess& access);

// The public half; opens no key store. Errors: NotFound (nothing was signed yet), Corrupt, Denied,
// Io.
Result<crypto::P256PublicKey> read_signing_key(const tilekit::HomePaths& paths);

// Of the text of such a key: its did:key. Errors: Corrupt.
Result<std::string> public_half_of_signing_key(std::string_view text);

}  // namespace tiles::kit
