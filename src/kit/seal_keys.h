// SPDX-License-Identifier: Apache-2.0
// Puts the keys of a home under the key store of its device.
#pragma once

#include <tilekit/identity.h>

#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "identity/account.h"

namespace tiles::kit {

// Seals what is still plain and is to be sealed, one file after the other; the identity is on disk
// already. A second call goes on where a first one ended. Errors: those of the key store, Invalid
// (a file that is no key), Io.
Result<void> seal_keys(FileSystem& keys, identity::Account& account);
// The same in the folder of a home, which may not be there yet.
Result<void> seal_home_keys(const tilekit::HomePaths& paths, identity::Account& account);

// That no key is sealed for an identity of before, which a new one could not open. Errors: Denied,
// Invalid, Io.
Result<void> check_none_sealed(const tilekit::HomePaths& paths);

// The keys that there are, for show_identity(). Errors: Invalid, Denied, Io.
Result<std::vector<tilekit::KeptKey>> kept_keys(const tilekit::HomePaths& paths);

}  // namespace tiles::kit
