// SPDX-License-Identifier: Apache-2.0
#include "models/foreign_model.h"

#include <utility>

#include "models/build_file.h"
#include "models/build_layers.h"
#include "store/descriptor.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

// A file that came in, as a layer of a manifest that is made of the files.
Result<void> add_layer(const ForeignFile& file, const store::Stored& stored, BuildLayers& layers) {
  const ModelFile read = TILES_TRY(read_model_file(file.path));
  store::Descriptor layer{.media_type = {},
                          .digest = stored.digest,
                          .size_bytes = stored.size_bytes,
                          .artifact_type = {},
                          .annotations = {}};
  if (store::check_file_path(file.name)) {
    layer.annotations[std::string(store::annotation::kFilePath)] = file.name;
  }
  if (read.head.kind == LayerKind::Weights && read.head.part == 0) {
    layers.set_weights_info({.architecture = read.head.architecture,
                             .name = read.head.name,
                             .file_type = read.head.file_type});
  }
  return layers.add(read.head.kind, std::move(layer));
}

// As a pull of the same files from the hub makes it.
Result<store::Descriptor> put_own_manifest(store::Store& store, const ForeignModel& model,
                                           BuildLayers& layers) {
  store::Manifest manifest = TILES_TRY(layers.finish());
  if (!model.revision.empty()) {
    manifest.annotations.emplace(store::annotation::kRevision, model.revision);
  }
  return store.put_manifest(manifest);
}

}  // namespace

std::uint64_t ForeignModel::size_bytes() const {
  std::uint64_t sum = 0;
  for (const ForeignFile& file : files) sum += file.size_bytes;
  return sum;
}

Result<ForeignImport> import_foreign(store::Store& store, const ForeignModel& model,
                                     const store::ModelName& name,
                                     const ForeignImportOptions& wanted) {
  if (!model.problem.empty()) {
    return fail(ErrorCode::Unsupported, "'" + model.name + "': " + model.problem);
  }
  // Nothing of it is garbage until it has its name.
  const auto held = TILES_TRY(store.blobs().hold());
  ForeignImport imported;
  BuildLayers layers(store);
  for (const ForeignFile& file : model.files) {
    store::PutOptions options;
    options.expected = file.digest;
    options.progress = wanted.progress;
    const store::Stored stored =
        TILES_TRY(store.blobs().import_file(file.path, wanted.kind, options));
    imported.files.push_back(
        {.file = file.path, .way = stored.way, .size_bytes = stored.size_bytes});
    if (!model.manifest) TILES_CHECK(add_layer(file, stored, layers));
  }
  const store::Descriptor manifest = model.manifest
                                         ? TILES_TRY(store.put_manifest(*model.manifest))
                                         : TILES_TRY(put_own_manifest(store, model, layers));
  imported.manifest = manifest.digest;
  TILES_CHECK(store.tag(name, imported.manifest));
  return imported;
}

}  // namespace tiles::models
