// SPDX-License-Identifier: Apache-2.0
// The SourceFetcher of the network: a hub, Ollama's registry, OCI registries, layouts on web
// servers. Blobs come piece by piece into `.tiles/pulls/` of the store and go on where they
// stopped.
#pragma once

#include <memory>
#include <string>

#include "models/source_fetcher.h"
#include "net/client.h"

namespace tiles::models {

struct PullSecrets {
  std::string hub_token;      // Empty: none.
  std::string docker_config;  // The text of Docker's config.json; may be empty.
};

// `client` outlives it. The secrets go to the hosts they belong to alone.
std::unique_ptr<SourceFetcher> open_source_fetcher(net::Client& client, PullSecrets secrets);

}  // namespace tiles::models
