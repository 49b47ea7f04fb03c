// SPDX-License-Identifier: Apache-2.0
// The hashes of a Merkle tree (RFC 6962 §2.1): a leaf is SHA-256(0x00 ‖ entry), a node
// SHA-256(0x01 ‖ left ‖ right).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"
#include "crypto/sha256_engine.h"

namespace tiles::tlog {

using Hash = crypto::Digest;
// Of an inclusion or of the growth of a tree: the hashes that the verifier lacks, lowest first.
using Proof = std::vector<Hash>;

// Not safe from several threads.
class TreeHasher {
 public:
  Hash leaf(std::string_view entry) { return engine_.hash({{"\0", 1}, entry}); }
  Hash node(const Hash& left, const Hash& right);

 private:
  crypto::Sha256Engine engine_;
};

// Of a tree without entries: SHA-256 of nothing.
Hash empty_root();

// The 32 bytes; valid while `hash` lives.
std::string_view bytes_of(const Hash& hash);
// `bytes`: 32 of them.
Hash hash_of_bytes(std::string_view bytes);

std::string to_base64(const Hash& hash);
// Errors: Invalid (not base64, not 32 bytes).
Result<Hash> parse_hash(std::string_view base64);

}  // namespace tiles::tlog
