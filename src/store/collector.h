// SPDX-License-Identifier: Apache-2.0
// Garbage collection: marks what manifests use, removes the rest.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/directory_lock.h"
#include "base/file_system.h"
#include "base/json.h"
#include "base/result.h"
#include "store/store.h"

namespace tiles::store {

// For one run, under both locks of the store.
class Collector {
 public:
  struct Place {
    std::filesystem::path root;  // For locks; may be empty.
    TimePoint now;
  };
  Collector(FileSystem& files, const BlobStore& blobs, Place place)
      : files_(files), blobs_(blobs), place_(std::move(place)) {}

  // Keeps a manifest, or an index of manifests, and all that it needs. Errors: NotFound, Corrupt,
  // Invalid: what it uses is not known.
  Result<void> keep_manifest(const crypto::Digest& digest);
  // The same when it is a manifest, else the blob itself; nothing when it is not there.
  Result<void> keep_pinned(const crypto::Digest& digest);
  bool is_kept(const crypto::Digest& digest) const { return kept_.contains(digest.hex()); }

  // What was not kept. Removed in an order that leaves a sound store wherever it stops.
  Result<Garbage> sweep(Collect collect);

 private:
  Result<Json> read_json(const crypto::Digest& digest) const;
  Result<void> keep_parts(const Json& manifest);
  Result<void> find_blobs(Garbage& garbage);
  Result<void> find_leftovers(Garbage& garbage);
  Result<void> find_pulls(Garbage& garbage);
  // One folder of a pull; nothing when it is young or a process works at it.
  Result<void> find_pull(const crypto::Digest& digest, Garbage& garbage);

  FileSystem& files_;
  const BlobStore& blobs_;
  Place place_;
  std::vector<DirectoryLock> locks_;  // Of pulls that are removed.
  std::set<std::string> kept_;        // Hexadecimal digits of digests.
  std::set<std::string> read_;
  std::vector<crypto::Digest> to_read_;  // Manifests that were kept but not read yet.
  std::vector<std::string> paths_;       // What is to be removed, in that order.
};

}  // namespace tiles::store
