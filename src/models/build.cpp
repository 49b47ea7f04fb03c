// SPDX-License-Identifier: Apache-2.0
#include "models/build.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "engine/quantize.h"
#include "models/build_layers.h"
#include "models/build_quantize.h"
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
  // Of what the weights are to be; the lock says it where the request does not.
  Result<void> choose_quantization(const BuildPlan& plan);
  Result<void> quantize();
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
  // The bytes that are only read, to be quantised, take no room.
  const bool is_only_read = lock_.quantization && file.kind == LayerKind::Weights;
  const auto stored = store_.blobs().import_file(
      file.file.path, is_only_read ? store::ImportKind::InPlace : request_.import, options);
  if (!stored && locked != nullptr && stored.error().code() == ErrorCode::Corrupt) {
    moved_ += "\n  " + stored.error().text();
    return {};
  }
  if (!stored) return fail(stored.error());
  if (!is_only_read) {
    imports_.push_back(
        {.file = file.file.path, .way = stored->way, .size_bytes = stored->size_bytes});
  }
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

Result<void> Builder::choose_quantization(const BuildPlan& plan) {
  const auto* locked = request_.lock == nullptr || !request_.lock->quantization
                           ? nullptr
                           : &*request_.lock->quantization;
  std::string type = request_.quantize;
  if (type.empty() && locked != nullptr) type = locked->type;
  if (type.empty()) return {};
  type = TILES_TRY(engine::quantization_type(type));
  lock_.quantization = {.type = std::move(type), .quantizer = engine::quantizer()};
  if (request_.lock != nullptr && request_.lock->quantization != lock_.quantization) {
    moved_ +=
        format("\n  the weights are quantised to {} by {}, were {}", lock_.quantization->type,
               lock_.quantization->quantizer,
               locked == nullptr ? "not quantised" : locked->type + " by " + locked->quantizer);
  }
  for (const PlannedFile& file : plan.files) {
    if (file.kind != LayerKind::Weights) continue;
    TILES_CHECK(engine::check_quantizable(file.file.head.block_type));
  }
  return {};
}

Result<void> Builder::quantize() {
  if (!lock_.quantization) return {};
  QuantizeWeights wanted{.parts = layers_.of_kind(LayerKind::Weights),
                         .type = lock_.quantization->type,
                         .threads = request_.quantize_threads,
                         .progress = request_.quantize_progress};
  if (wanted.parts.empty()) return fail(ErrorCode::Invalid, "there are no weights to quantise");
  store::Descriptor layer = TILES_TRY(quantize_weights(store_, wanted));
  const auto name = layer.annotations.find(std::string(store::annotation::kFilePath));
  imports_.push_back({.file = name == layer.annotations.end() ? "weights" : name->second,
                      .way = store::Way::Moved,
                      .size_bytes = layer.size_bytes});
  layers_.set_quantized_weights(std::move(layer), lock_.quantization->type);
  return {};
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
  TILES_CHECK(choose_quantization(plan));
  for (const PlannedModel& model : plan.models) TILES_CHECK(take_model(model));
  for (const PlannedFile& file : plan.files) TILES_CHECK(take_file(file));
  if (!moved_.empty()) TILES_CHECK(check_lock());
  TILES_CHECK(quantize());
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
