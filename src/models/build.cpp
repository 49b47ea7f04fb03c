// SPDX-License-Identifier: Apache-2.0
#include "models/build.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "models/build_layers.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

bool is_same_source(const LockedSource& a, const LockedSource& b) {
  return a.reference == b.reference && a.path == b.path;
}

const LockedSource* find(const std::vector<LockedSource>& sources, const LockedSource& wanted) {
  const auto found = std::ranges::find_if(
      sources, [&](const LockedSource& source) { return is_same_source(source, wanted); });
  return found == sources.end() ? nullptr : &*found;
}

std::string shown(const LockedSource& source) {
  return source.path.empty() ? "'" + source.reference + "'"
                             : format("'{}' of '{}'", source.path, source.reference);
}

class Builder {
 public:
  Builder(store::Store& store, const BuildRequest& request)
      : store_(store), request_(request), layers_(store) {}

  Result<Build> build();

 private:
  Result<void> bring_remote();
  Result<void> take_model(const PlannedModel& model);
  Result<void> take_file(const PlannedFile& file);
  // Whether the lock has other bytes for `source`, or none: then nothing of it is taken.
  bool has_moved(const LockedSource& source);
  Result<void> check_lock();

  store::Store& store_;
  const BuildRequest& request_;
  RemoteSources remote_;
  BuildLayers layers_;
  Lock lock_;
  std::vector<Import> imports_;
  std::string moved_;  // A line for each source.
};

bool Builder::has_moved(const LockedSource& source) {
  if (request_.lock == nullptr) return false;
  const LockedSource* locked = find(request_.lock->sources, source);
  if (locked != nullptr && locked->digest == source.digest) return false;
  moved_ += locked == nullptr ? format("\n  {} is new", shown(source))
                              : format("\n  {} is {}, was {}", shown(source), source.digest.text(),
                                       locked->digest.text());
  return true;
}

Result<void> Builder::take_model(const PlannedModel& model) {
  const auto fetched = remote_.manifests.find(model.reference);
  const std::optional<store::Descriptor> found =
      fetched == remote_.manifests.end() ? model.manifest : fetched->second;
  if (!found) {
    return fail(
        Error(ErrorCode::NotFound, format("the model '{}' is not in the store", model.reference))
            .with_hint("name a file on this machine: FROM ./model.gguf"));
  }
  bool moved = false;
  for (LockedSource& source : TILES_TRY(locked_sources(store_, model.reference, *found))) {
    moved = has_moved(source) || moved;
    lock_.sources.push_back(std::move(source));
  }
  if (moved) return {};
  const store::Manifest manifest = TILES_TRY(store_.manifest(found->digest));
  if (!model.kind) return layers_.inherit(manifest);
  const LayerKind wanted =
      *model.kind == LayerKind::Draft ? LayerKind::Weights : LayerKind::Adapter;
  std::size_t taken = 0;
  for (store::Descriptor layer : manifest.layers) {
    const LayerKind kind = layer_kind(layer.media_type);
    if (kind != wanted && kind != *model.kind) continue;
    if (model.scale != 1) {
      layer.annotations[std::string(store::annotation::kScale)] = format("{}", model.scale);
    }
    TILES_CHECK(layers_.add(*model.kind, std::move(layer)));
    ++taken;
  }
  if (taken == 0) {
    return fail(ErrorCode::Invalid,
                format("the model '{}' has no {}", model.reference, name_of(*model.kind)));
  }
  return {};
}

Result<void> Builder::take_file(const PlannedFile& file) {
  LockedSource source{.reference = file.reference,
                      .revision = {},
                      .path = file.path,
                      .digest = {},
                      .size_bytes = 0};
  store::PutOptions options;
  options.progress = request_.progress;
  const LockedSource* locked =
      request_.lock == nullptr ? nullptr : find(request_.lock->sources, source);
  if (locked != nullptr) options.expected = locked->digest;
  if (request_.lock != nullptr && locked == nullptr) {
    moved_ += format("\n  {} is new", shown(source));
    return {};
  }
  const auto stored = store_.blobs().import_file(file.file.path, request_.import, options);
  if (!stored && locked != nullptr && stored.error().code() == ErrorCode::Corrupt) {
    moved_ += "\n  " + stored.error().text();
    return {};
  }
  if (!stored) return fail(stored.error());
  imports_.push_back(
      {.file = file.file.path, .way = stored->way, .size_bytes = stored->size_bytes});
  source.digest = stored->digest;
  source.size_bytes = stored->size_bytes;
  lock_.sources.push_back(std::move(source));
  store::Descriptor layer{.media_type = {},
                          .digest = stored->digest,
                          .size_bytes = stored->size_bytes,
                          .artifact_type = {},
                          .annotations = {}};
  if (!file.file.name.empty()) {
    layer.annotations[std::string(store::annotation::kFilePath)] = file.file.name;
  }
  if (file.scale != 1) {
    layer.annotations[std::string(store::annotation::kScale)] = format("{}", file.scale);
  }
  if (file.kind == LayerKind::Weights && file.file.head.part == 0) {
    layers_.set_weights_info({.architecture = file.file.head.architecture,
                              .name = file.file.head.name,
                              .file_type = file.file.head.file_type});
  }
  return layers_.add(file.kind, std::move(layer));
}

Result<void> Builder::check_lock() {
  if (request_.lock == nullptr) return {};
  std::string gone;
  for (const LockedSource& locked : request_.lock->sources) {
    if (find(lock_.sources, locked) == nullptr) gone += format("\n  {} is gone", shown(locked));
  }
  if (moved_.empty()) moved_ = std::move(gone);
  if (moved_.empty() && request_.lock->manifest != lock_.manifest) {
    moved_ = format("\n  the build is {}, was {}: the text of the Modelfile changed",
                    lock_.manifest.text(), request_.lock->manifest.text());
  }
  if (moved_.empty()) return {};
  return fail(Error(ErrorCode::Conflict, "not as the lock says:" + moved_)
                  .with_hint("without --locked the build is made as things are now"));
}

// Before the store is held: what comes from other machines may take hours.
Result<void> Builder::bring_remote() {
  if (request_.remote == nullptr) return {};
  const BuildPlan plan = TILES_TRY(plan_build(store_, request_.file, request_.surroundings));
  remote_ = TILES_TRY(bring_remote_sources(store_, plan, request_.lock, *request_.remote));
  return {};
}

Result<Build> Builder::build() {
  TILES_CHECK(bring_remote());
  auto held = TILES_TRY(store_.blobs().hold());
  BuildPlan plan = TILES_TRY(plan_build(store_, request_.file, request_.surroundings));
  for (const PlannedModel& model : plan.models) TILES_CHECK(take_model(model));
  for (const PlannedFile& file : plan.files) TILES_CHECK(take_file(file));
  if (!moved_.empty()) TILES_CHECK(check_lock());
  TILES_CHECK(layers_.apply(request_.file));
  const store::Manifest manifest = TILES_TRY(layers_.finish());
  const store::Descriptor descriptor = TILES_TRY(store_.put_manifest(manifest));
  lock_.manifest = descriptor.digest;
  TILES_CHECK(check_lock());
  return Build{.held = std::move(held),
               .manifest = descriptor,
               .lock = std::move(lock_),
               .imports = std::move(imports_),
               .notices = std::move(plan.notices)};
}

}  // namespace

Result<Build> make_build(store::Store& store, const BuildRequest& request) {
  return Builder(store, request).build();
}

}  // namespace tiles::models
