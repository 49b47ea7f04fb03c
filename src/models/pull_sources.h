// SPDX-License-Identifier: Apache-2.0
// What a reference means before anything large is fetched: the manifest, and where each blob is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "models/pull.h"
#include "models/remote_reference.h"
#include "net/client.h"
#include "store/manifest.h"

namespace tiles::models {

struct RemoteFile {
  store::Descriptor layer;
  std::string path;  // In the source.
  net::Url url;
  std::vector<net::Header> headers = {};
};

struct RemoteModel {
  std::string revision;
  // The publisher's bytes; nothing for a hub, whose manifest is made of the files.
  std::optional<std::string> manifest;
  std::vector<RemoteFile> files;  // In the order of the layers; a manifest's configuration first.
  std::function<Result<void>()> renew = {};
};

// Errors: those of SourceFetcher::fetch.
Result<RemoteModel> find_on_hub(net::Client& client, const RemoteReference& reference,
                                const PullSecrets& secrets);
Result<RemoteModel> find_in_registry(net::Client& client, const RemoteReference& reference,
                                     const PullSecrets& secrets);
Result<RemoteModel> find_in_layout(net::Client& client, const RemoteReference& reference);

// The error of an answer that is not the document that was asked for.
Error refused_answer(const net::Document& document, std::string_view what);

}  // namespace tiles::models
