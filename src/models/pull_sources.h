// SPDX-License-Identifier: Apache-2.0
// What a reference means before anything large is fetched: the manifest, and where each blob is.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/layer_kind.h"
#include "models/piece_journal.h"
#include "models/remote_reference.h"
#include "models/source_fetcher.h"
#include "net/client.h"
#include "store/manifest.h"

namespace tiles::models {

struct RemoteFile {
  // Without a media type where there is no manifest: the file itself says what it is. Where no
  // digest is announced, that of PulledBlob until the file has come.
  store::Descriptor layer;
  enum class Digest { Announced, Unknown };
  Digest digest_is = Digest::Announced;
  std::string entity_tag = {};  // Of a file without an announced digest.
  std::string path;             // In the source.
  net::Url url;
  PulledBlob blob;
};

// A small file that says something beside the weights, already here and checked.
struct RemoteText {
  std::string path;
  LayerKind kind = LayerKind::Other;
  std::string text;
};

struct RemoteModel {
  std::string reference;
  std::string revision;
  // The publisher's bytes; nothing where the manifest is made of the files.
  std::optional<std::string> manifest;
  std::vector<RemoteFile> files;  // In the order of the layers; a manifest's configuration first.
  std::vector<RemoteText> texts = {};  // Of a hub, beside the files.
  std::vector<std::filesystem::path> local_files =
      {};                                    // In place of `files`: those of this machine.
  std::function<Result<void>()> renew = {};  // Gets new credentials after a 401.
};

// Errors: those of SourceFetcher::fetch.
Result<RemoteModel> find_on_hub(net::Client& client, const RemoteReference& reference,
                                const PullSecrets& secrets);
Result<RemoteModel> find_in_registry(net::Client& client, const RemoteReference& reference,
                                     const PullSecrets& secrets);
Result<RemoteModel> find_in_layout(net::Client& client, const RemoteReference& reference);
// One GGUF file on a web server, which is not asked when `store` has the digest of the reference.
Result<RemoteModel> find_web_file(net::Client& client, const RemoteReference& reference,
                                  const store::Store& store);
// A GGUF file of this machine, all parts of a split one, or a folder of them.
Result<RemoteModel> find_local_file(const RemoteReference& reference);

// Puts what has come into the store, which the caller holds (BlobStore::hold), and its manifest.
// Errors: NotFound (a blob was collected meanwhile), Busy, Io, those of import_file.
Result<FetchedModel> install(const RemoteModel& model, store::Store& store);

// The error of an answer that is not the document that was asked for.
Error refused_answer(const net::Document& document, std::string_view what);

}  // namespace tiles::models
