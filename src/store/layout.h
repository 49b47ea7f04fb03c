// SPDX-License-Identifier: Apache-2.0
// Where things lie in the folder of a store. Format: docs/formats/store.md.
#pragma once

#include <chrono>
#include <string>

#include "crypto/digest.h"

namespace tiles::store::layout {

inline constexpr const char* kVersionFile = "oci-layout";
inline constexpr const char* kIndexFile = "index.json";
inline constexpr const char* kBlobs = "blobs/sha256";
inline constexpr const char* kStaged = ".tiles/staged";    // Files on their way in.
inline constexpr const char* kChecked = ".tiles/checked";  // What a blob looked like when hashed.
inline constexpr const char* kPins = ".tiles/pins";
inline constexpr const char* kPulls = ".tiles/pulls";  // Blobs on their way from other machines.

// A pull whose files did not change for so long was given up.
inline constexpr std::chrono::hours kPullAgeMax{7 * 24};

// Shared while blobs come in, exclusive while garbage goes out. Always taken before the index's.
inline constexpr const char* kBlobsLock = "blobs";
// The index is locked by the folder of the store itself.
inline constexpr std::chrono::seconds kLockWait{5};

inline std::string blob(const crypto::Digest& digest) {
  return std::string(kBlobs) + "/" + digest.hex();
}
inline std::string checked(const crypto::Digest& digest) {
  return std::string(kChecked) + "/" + digest.hex();
}
// A folder. What is in it: docs/formats/network.md.
inline std::string pull(const crypto::Digest& digest) {
  return std::string(kPulls) + "/" + digest.hex();
}
inline std::string pin(const crypto::Digest& digest) {
  return std::string(kPins) + "/" + digest.hex();
}

}  // namespace tiles::store::layout
