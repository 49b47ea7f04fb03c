// SPDX-License-Identifier: Apache-2.0
// Fetches one blob piece by piece: ranges over several connections, as many as make it faster, each
// piece summed up as it comes and recorded. What has come is not fetched again but when it is
// wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "models/piece_journal.h"
#include "net/client.h"

namespace tiles::models {

struct PieceSource {
  net::Url url;
  std::vector<net::Header> headers = {};
  PulledBlob blob;
  // What the whole must be; nothing where the publisher does not say.
  std::optional<crypto::Digest> announced;
  // Of the file that is meant, where nothing is announced: another one is refused. May be empty.
  std::string entity_tag = {};
  std::string why;  // For the ledger.
  // Gets new credentials after a 401; may be empty.
  std::function<Result<void>()> renew = {};
};

struct PieceOptions {
  static constexpr unsigned kConnectionsMax = 4;
  unsigned connections_max = kConnectionsMax;
  std::uint64_t bytes_per_second_max = 0;  // 0: as fast as it goes.
  // On the calling thread, about every 100 ms and at the end.
  std::function<void(std::uint64_t bytes_done)> progress = {};
};

struct PieceFolder {
  FileSystem& files;
  std::string path;  // Of a folder that exists and that the caller has locked.
};

// Fills the file "data" of `folder`, syncs it and gives its SHA-256. Errors: Corrupt (not what was
// announced: both digests are named; the pieces that are wrong are forgotten, and only they are
// fetched by the next call), Conflict (the server has another file), Denied, NotFound, Unsupported,
// Limit, Cancelled, Io: what has come is kept. Memory: 2 MiB for each connection.
Result<crypto::Digest> download_pieces(net::Client& client, const PieceFolder& folder,
                                       const PieceSource& source, const PieceOptions& options);

}  // namespace tiles::models
