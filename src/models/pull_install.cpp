// SPDX-License-Identifier: Apache-2.0
// From a pull's folders and files of this machine into the store.
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/build_file.h"
#include "models/build_layers.h"
#include "models/pull_folder.h"
#include "models/pull_sources.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

// A file whose publisher does not say what it is, as its own head says it.
struct ReadFile {
  store::Descriptor layer;
  GgufHead head;
};

Result<ReadFile> read_remote_file(const RemoteFile& file, store::Store& store) {
  const PullFolder folder(store, file.blob);
  const std::filesystem::path path =
      folder.is_whole() ? folder.whole_path() : TILES_TRY(store.blobs().path(file.layer.digest));
  auto read = read_model_file(path);
  if (!read) return fail(std::move(read).error().within("reading " + shown_in_quotes(file.path)));
  return ReadFile{file.layer, std::move(read->head)};
}

Result<ReadFile> import_local_file(const std::filesystem::path& path, store::Store& store) {
  ModelFile read = TILES_TRY(read_model_file(path));
  const store::Stored stored = TILES_TRY(store.blobs().import_file(path, store::ImportKind::Share));
  ReadFile file;
  file.layer.digest = stored.digest;
  file.layer.size_bytes = stored.size_bytes;
  if (!read.name.empty()) {
    file.layer.annotations.emplace(store::annotation::kFilePath, std::move(read.name));
  }
  file.head = std::move(read.head);
  return file;
}

Result<void> install_file(const RemoteFile& file, store::Store& store) {
  PullFolder folder(store, file.blob);
  if (folder.is_whole()) {
    auto installed = folder.install(file.layer.digest);
    // Another process that pulled the same may have been faster.
    if (installed || installed.error().code() != ErrorCode::NotFound) return installed;
  }
  const std::uint64_t size = TILES_TRY(store.blobs().size_bytes(file.layer.digest));
  if (size != file.blob.size_bytes) {
    return fail(ErrorCode::Corrupt, format("'{}' has {} bytes, announced were {}",
                                           file.layer.digest.text(), size, file.blob.size_bytes));
  }
  // A power cut may bring back what was removed. Another process may work at it, which is no harm.
  static_cast<void>(folder.discard());
  return {};
}

// The manifest of files that have none.
Result<store::Descriptor> put_own_manifest(const std::vector<ReadFile>& files,
                                           const RemoteModel& model, store::Store& store) {
  BuildLayers layers(store);
  for (const ReadFile& file : files) {
    TILES_CHECK(layers.add(file.head.kind, file.layer));
    if (file.head.kind != LayerKind::Weights || file.head.part != 0) continue;
    layers.set_weights_info({.architecture = file.head.architecture,
                             .name = file.head.name,
                             .file_type = file.head.file_type});
  }
  for (const RemoteText& text : model.texts) {
    auto set = layers.set_text(text.kind, text.text);
    if (!set) return fail(std::move(set).error().within("reading " + shown_in_quotes(text.path)));
  }
  store::Manifest manifest = TILES_TRY(layers.finish());
  for (const RemoteText& text : model.texts) {
    for (store::Descriptor& layer : manifest.layers) {
      if (layer_kind(layer.media_type) != text.kind) continue;
      layer.annotations.emplace(store::annotation::kFilePath, text.path);
    }
  }
  if (!model.revision.empty()) {
    manifest.annotations.emplace(store::annotation::kRevision, model.revision);
  }
  return store.put_manifest(manifest);
}

}  // namespace

Result<RemoteModel> find_local_file(const RemoteReference& reference) {
  RemoteModel model;
  model.reference = reference.text();
  for (ModelFile& file : TILES_TRY(find_model_files(reference.repository))) {
    model.local_files.push_back(std::move(file.path));
  }
  return model;
}

Result<FetchedModel> install(const RemoteModel& model, store::Store& store) {
  FetchedModel fetched{
      .reference = model.reference, .revision = model.revision, .files = {}, .manifest = {}};
  std::vector<ReadFile> files;
  for (const RemoteFile& file : model.files) {
    if (!model.manifest) files.push_back(TILES_TRY(read_remote_file(file, store)));
    fetched.files.push_back({.layer = file.layer, .path = file.path});
  }
  for (const RemoteFile& file : model.files) TILES_CHECK(install_file(file, store));
  for (const std::filesystem::path& path : model.local_files) {
    files.push_back(TILES_TRY(import_local_file(path, store)));
    fetched.files.push_back({.layer = files.back().layer, .path = path.filename().string()});
  }
  fetched.manifest = TILES_TRY(model.manifest ? store.put_manifest(*model.manifest)
                                              : put_own_manifest(files, model, store));
  return fetched;
}

}  // namespace tiles::models
