// SPDX-License-Identifier: Apache-2.0
#include "models/foreign_model.h"

#include <utility>

#include "models/plain_manifest.h"
#include "store/descriptor.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

store::Descriptor layer_of(const ForeignFile& file, const store::Stored& stored) {
  store::Descriptor layer{.media_type = file.media_type,
                          .digest = stored.digest,
                          .size_bytes = stored.size_bytes,
                          .artifact_type = {},
                          .annotations = {}};
  if (!file.name.empty() && store::check_file_path(file.name)) {
    layer.annotations[std::string(store::annotation::kFilePath)] = file.name;
  }
  return layer;
}

}  // namespace

std::uint64_t ForeignModel::size_bytes() const {
  std::uint64_t sum = 0;
  for (const ForeignFile& file : files) sum += file.size_bytes;
  return sum;
}

Result<ForeignImport> import_foreign(store::Store& store, const ForeignModel& model,
                                     const store::ModelName& name, store::ImportKind kind,
                                     const store::Progress& progress) {
  if (!model.problem.empty()) {
    return fail(ErrorCode::Unsupported, "'" + model.name + "': " + model.problem);
  }
  // Nothing of it is garbage until it has its name.
  const auto held = TILES_TRY(store.blobs().hold());
  ForeignImport imported;
  std::vector<store::Descriptor> layers;
  for (const ForeignFile& file : model.files) {
    store::PutOptions options;
    options.expected = file.digest;
    options.progress = progress;
    const store::Stored stored = TILES_TRY(store.blobs().import_file(file.path, kind, options));
    imported.files.push_back(
        {.file = file.path, .way = stored.way, .size_bytes = stored.size_bytes});
    layers.push_back(layer_of(file, stored));
  }
  const store::Descriptor manifest = model.manifest
                                         ? TILES_TRY(store.put_manifest(*model.manifest))
                                         : TILES_TRY(put_plain_manifest(store, std::move(layers)));
  imported.manifest = manifest.digest;
  TILES_CHECK(store.tag(name, imported.manifest));
  return imported;
}

}  // namespace tiles::models
