// SPDX-License-Identifier: Apache-2.0
// Where a blob lies on its way from another machine: `.tiles/pulls/<64 digits>/` of a store, with
// "data" and "journal" while pieces are missing, with "whole" when it is all there and checked.
// Format: docs/formats/network.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/directory_lock.h"
#include "base/result.h"
#include "crypto/digest.h"
#include "models/piece_download.h"
#include "store/store.h"

namespace tiles::models {

class PullFolder {
 public:
  // The folder need not be there. `store` outlives the object.
  PullFolder(store::Store& store, const PulledBlob& blob);

  // Bytes of the blob that are on the disk already, not hashed.
  std::uint64_t bytes_there() const;
  // Whether it is all there.
  bool is_whole() const;

  std::filesystem::path whole_path() const { return store_.root() / path_ / "whole"; }

  // Fetches what is missing; afterwards it is whole, synced, and what `source` announces. Its
  // digest. Errors: those of download_pieces; Busy (another process pulls it).
  Result<crypto::Digest> fetch(net::Client& client, const PieceSource& source,
                               const PieceOptions& options);
  // Makes the whole a blob of the store; the folder goes. Errors: NotFound (it is not whole, or
  // another process took it), Busy, Io.
  Result<void> install(const crypto::Digest& digest);
  // Removes what lies here of a blob that the store has; nothing when there is nothing. Errors:
  // Busy, Io.
  Result<void> discard();

 private:
  Result<DirectoryLock> lock() const;
  // Of a whole that an earlier process left: its digest, or nothing when it must be fetched again.
  Result<std::optional<crypto::Digest>> check_whole(const PieceSource& source);
  Result<void> remove_all();

  store::Store& store_;
  PulledBlob blob_;
  std::string path_;
};

}  // namespace tiles::models
