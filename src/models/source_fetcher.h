// SPDX-License-Identifier: Apache-2.0
// Brings models from where people keep them into the store: a hub, Ollama's registry, OCI
// registries, layouts and files on web servers, files of this machine. Blobs come piece by piece
// into `.tiles/pulls/` of the store and go on where they stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/directory_lock.h"
#include "base/result.h"
#include "models/piece_download.h"
#include "models/remote_reference.h"
#include "net/client.h"
#include "store/store.h"

namespace tiles::models {

struct PullSecrets {
  std::string hub_token = {};      // Empty: none.
  std::string docker_config = {};  // The text of Docker's config.json; may be empty.
};

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
  store::Descriptor manifest;      // In the store; the publisher's bytes where it has one.
};

struct FetchedModels {
  // Keeps them from collection until their manifests have names.
  DirectoryLock held;
  std::vector<FetchedModel> models;  // In the order of the references.
};

struct FetchProgress {
  std::string file;
  std::uint64_t bytes_done = 0;
  std::uint64_t bytes_total = 0;
};

struct FetchOptions {
  unsigned connections_max = PieceOptions::kConnectionsMax;
  std::uint64_t bytes_per_second_max = 0;  // 0: as fast as it goes.
  // On the calling thread.
  std::function<void(const FetchProgress&)> progress = {};
};

struct RemoteModel;
struct RemoteFile;
struct RemoteHead;

class SourceFetcher {
 public:
  // `client` outlives it. The secrets go to the hosts they belong to alone.
  SourceFetcher(net::Client& client, PullSecrets secrets)
      : client_(client), secrets_(std::move(secrets)) {}

  // All of them or, on an error, none; what came before it is kept and not fetched again. While
  // they come, the store can be used, also by who collects garbage. Errors: Denied (offline, or no
  // credentials), NotFound, Invalid (no model there, or several: the candidates are named),
  // Corrupt, Conflict, Limit (no room on the disk), Unsupported, Busy (another process pulls the
  // same), Cancelled, Io.
  Result<FetchedModels> fetch(std::span<const RemoteReference> references, store::Store& store,
                              const FetchOptions& options);
  // What the heads of its files say, read by ranges; nothing is kept. Of a file of this machine:
  // nothing. Errors: those of fetch but for Limit, those of engine::read_gguf_metadata.
  Result<std::vector<RemoteHead>> read_heads(const RemoteReference& reference,
                                             const store::Store& store);

 private:
  Result<RemoteModel> find(const RemoteReference& reference, const store::Store& store);
  Result<void> bring(RemoteModel& model, store::Store& store, const FetchOptions& options);
  Result<void> bring_file(RemoteFile& file, const RemoteModel& model, store::Store& store,
                          const FetchOptions& options);

  net::Client& client_;
  PullSecrets secrets_;
  std::set<std::string> fetched_;  // Hexadecimal digits of what is in pull folders, checked.
};

}  // namespace tiles::models
