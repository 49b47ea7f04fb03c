// SPDX-License-Identifier: Apache-2.0
// Brings a model from where people keep models into the store.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/remote_reference.h"
#include "store/store.h"

namespace tiles::models {

// A file of the source, now a blob of the store.
struct FetchedFile {
  store::Descriptor layer;  // With the publisher's media type, or Tiles' own from a hub.
  std::string path;         // In the source; empty where it has none.
};

struct FetchedModel {
  std::string reference;  // As it was given.
  // The commit of a hub, or "sha256:…" of a manifest; empty for a file.
  std::string revision;
  std::vector<FetchedFile> files;  // In the order of the layers.
  crypto::Digest manifest;         // In the store; the publisher's bytes where it has one.
};

struct FetchProgress {
  std::string file;
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
};

struct FetchOptions {
  unsigned connections_max = 4;
  std::uint64_t bytes_per_second_max = 0;  // 0: as fast as it goes.
  // On the calling thread.
  std::function<void(const FetchProgress&)> progress = {};
};

class SourceFetcher {
 public:
  virtual ~SourceFetcher() = default;
  // The manifest has no name yet: tag it before garbage is collected. What came before an error is
  // kept and not fetched again. Errors: Denied (offline, or no credentials), NotFound, Invalid (no
  // model there, or several: the candidates are named), Corrupt, Conflict, Limit (no room on the
  // disk), Unsupported, Busy (another process pulls the same), Cancelled, Io.
  virtual Result<FetchedModel> fetch(const RemoteReference& reference, store::Store& store,
                                     const FetchOptions& options) = 0;
};

}  // namespace tiles::models
