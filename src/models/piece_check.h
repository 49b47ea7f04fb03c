// SPDX-License-Identifier: Apache-2.0
// Whether all pieces together are the file that was announced, and which of them is wrong.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "crypto/digest.h"
#include "models/piece_download.h"
#include "models/piece_journal.h"
#include "models/rate_limiter.h"
#include "net/client.h"

namespace tiles::models {

// Hashes a file from its start while its pieces come. On one thread.
class WholeHash {
 public:
  explicit WholeHash(const PieceJournal& journal) : journal_(journal) {}

  // Hashes the next piece where it is there: whether it was. Errors: Io.
  enum class Step { Hashed, NotThere };
  Result<Step> advance(const FileReader& data);
  // Of all pieces, which are there. Once.
  Result<crypto::Digest> finish(const FileReader& data);

 private:
  const PieceJournal& journal_;
  std::uint64_t next_ = 0;
  crypto::Sha256 hash_;
};

struct PieceCheck {
  net::Client& client;
  PieceJournal& journal;
  const PieceSource& source;
  RateLimiter& limiter;
};

// Asks for each piece once more and forgets those that come otherwise now; when none does, the
// publisher's bytes are not what is announced, and all are forgotten; when it cannot be told,
// nothing is. Gives the error of the pull, Corrupt, with both digests.
Error forget_wrong_pieces(const PieceCheck& check, const crypto::Digest& actual);

}  // namespace tiles::models
