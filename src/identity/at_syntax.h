// SPDX-License-Identifier: Apache-2.0
// DIDs and names of methods as AT Protocol spells them, which is narrower than the W3C does.
// Sources: its "DID" and "Namespaced Identifiers (NSIDs)" specifications.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace tiles::identity {

inline constexpr std::size_t kDidBytesMax = 2'048;
inline constexpr std::size_t kNsidBytesMax = 317;

// "did:plc:…", of any method. Errors: Invalid.
Result<void> check_did(std::string_view text);

// "com.atproto.repo.uploadBlob": a host name turned round, and a name. Errors: Invalid.
Result<void> check_nsid(std::string_view text);

}  // namespace tiles::identity
