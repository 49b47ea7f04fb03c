// SPDX-License-Identifier: Apache-2.0
#include "models/plain_manifest.h"

#include <string>
#include <utility>

#include "store/media_types.h"

namespace tiles::models {

Result<store::Descriptor> put_plain_manifest(store::Store& store,
                                             std::vector<store::Descriptor> layers) {
  const store::Stored config = TILES_TRY(store.blobs().put("{}"));
  const store::Manifest manifest{
      .media_type = std::string(store::media_type::kOciManifest),
      .artifact_type = std::string(store::media_type::kModelManifest),
      .config = {.media_type = std::string(store::media_type::kModelConfig),
                 .digest = config.digest,
                 .size_bytes = config.size_bytes,
                 .artifact_type = {},
                 .annotations = {}},
      .layers = std::move(layers),
      .subject = {},
      .annotations = {}};
  return store.put_manifest(manifest);
}

}  // namespace tiles::models
