// SPDX-License-Identifier: Apache-2.0
#include "models/build_sources.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

// Whether the lock has each file of the source, not its manifest.
bool is_locked_by_file(const RemoteReference& reference) {
  return reference.kind == RemoteKind::HuggingFace || reference.kind == RemoteKind::File ||
         reference.is_one_file();
}

// The name it has in the store, where that name says the place: a model of the store that is called
// so is the same one.
Result<std::optional<store::ModelName>> name_of_place(const RemoteReference& reference) {
  const bool says_place =
      reference.kind != RemoteKind::Static && reference.kind != RemoteKind::File;
  const auto local = reference.local_name();
  if (!local || !says_place) return std::nullopt;
  return TILES_TRY(store::ModelName::parse(*local));
}

std::string commit_of(const store::Manifest& manifest) {
  const auto found = manifest.annotations.find(std::string(store::annotation::kRevision));
  return found == manifest.annotations.end() ? "" : found->second;
}

// The reference, and exactly which bytes of it are wanted.
struct Wanted {
  RemoteReference reference;
  std::string commit;  // Of a repository; empty: any.
  bool is_locked = false;
};

Result<Wanted> wanted_of(const std::string& text, const Lock* lock) {
  Wanted wanted;
  wanted.reference = TILES_TRY(parse_remote_reference(text));
  wanted.commit = wanted.reference.revision;
  if (lock == nullptr) return wanted;
  const auto locked = std::ranges::find(lock->sources, text, &LockedSource::reference);
  if (locked == lock->sources.end()) return wanted;  // It is new: the build will say so.
  wanted.is_locked = true;
  if (wanted.reference.kind == RemoteKind::HuggingFace) {
    wanted.commit = wanted.reference.revision = locked->revision;
  } else if (wanted.reference.kind != RemoteKind::File) {
    wanted.reference.digest = locked->digest;
  }
  return wanted;
}

bool is_whole(const store::Store& store, const store::Manifest& manifest) {
  const auto blobs = manifest.blobs();
  return std::ranges::all_of(
      blobs, [&](const store::Descriptor& blob) { return store.blobs().contains(blob.digest); });
}

// What the store has of it; nothing when it is not there, or another commit of it.
Result<std::optional<store::Descriptor>> find_in_store(const store::Store& store,
                                                       const Wanted& wanted) {
  auto name = TILES_TRY(name_of_place(wanted.reference));
  if (!name) return std::nullopt;
  name->digest = wanted.reference.digest;
  auto found = store.resolve(*name);
  if (!found) return std::nullopt;
  const auto manifest = store.manifest(found->digest);
  if (!manifest || !is_whole(store, *manifest)) return std::nullopt;
  const bool is_wanted = wanted.commit.empty() || wanted.commit == commit_of(*manifest);
  return is_wanted ? std::optional(*std::move(found)) : std::nullopt;
}

// Gives what was fetched the name that a pull would give it.
Result<void> name_fetched(store::Store& store, const Wanted& wanted,
                          const store::Descriptor& manifest) {
  const auto name = TILES_TRY(name_of_place(wanted.reference));
  if (!name || wanted.is_locked || store.resolve(*name)) return {};
  return store.tag(*name, manifest.digest);
}

}  // namespace

Result<RemoteSources> bring_remote_sources(store::Store& store, const BuildPlan& plan,
                                           const Lock* lock, const RemoteAccess& access) {
  RemoteSources sources;
  std::vector<Wanted> missing;
  std::vector<std::string> texts;
  for (const PlannedModel& model : plan.models) {
    if (!looks_remote(model.reference) || sources.manifests.contains(model.reference)) continue;
    Wanted wanted = TILES_TRY(wanted_of(model.reference, lock));
    auto found = TILES_TRY(find_in_store(store, wanted));
    if (found) {
      sources.manifests.emplace(model.reference, *std::move(found));
    } else if (std::ranges::find(texts, model.reference) == texts.end()) {
      missing.push_back(std::move(wanted));
      texts.push_back(model.reference);
    }
  }
  if (missing.empty()) return sources;
  SourceFetcher* fetcher = TILES_TRY(access.open());
  std::vector<RemoteReference> references;
  references.reserve(missing.size());
  for (const Wanted& wanted : missing) references.push_back(wanted.reference);
  FetchedModels fetched = TILES_TRY(fetcher->fetch(references, store, access.options));
  for (std::size_t i = 0; i < missing.size(); ++i) {
    TILES_CHECK(name_fetched(store, missing[i], fetched.models[i].manifest));
    sources.manifests.emplace(texts[i], fetched.models[i].manifest);
  }
  sources.held.push_back(std::move(fetched.held));
  return sources;
}

Result<std::vector<LockedSource>> locked_sources(const store::Store& store,
                                                 const std::string& reference,
                                                 const store::Descriptor& manifest) {
  const std::vector<LockedSource> whole = {{.reference = reference,
                                            .revision = manifest.digest.text(),
                                            .path = {},
                                            .digest = manifest.digest,
                                            .size_bytes = manifest.size_bytes}};
  const auto remote = parse_remote_reference(reference);
  if (!remote || !is_locked_by_file(*remote)) return whole;
  const store::Manifest read = TILES_TRY(store.manifest(manifest.digest));
  const std::string commit = commit_of(read);
  if (remote->kind == RemoteKind::HuggingFace && commit.empty()) return whole;
  std::vector<LockedSource> sources;
  for (const store::Descriptor& layer : read.layers) {
    const auto path = layer.annotations.find(std::string(store::annotation::kFilePath));
    sources.push_back({.reference = reference,
                       .revision = commit,
                       .path = path == layer.annotations.end() ? "" : path->second,
                       .digest = layer.digest,
                       .size_bytes = layer.size_bytes});
  }
  return sources;
}

}  // namespace tiles::models
