// SPDX-License-Identifier: Apache-2.0
#include "models/source_fetcher.h"

#include <system_error>
#include <utility>

#include "base/format.h"
#include "models/pull_folder.h"
#include "models/pull_sources.h"
#include "models/remote_head.h"

namespace tiles::models {
namespace {

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t kRoomBytes = 16 * kMebibyte;  // Left free beside what is pulled.
// What is brought and garbage-collected before it has a name is brought again so often.
constexpr int kRoundsMax = 3;

std::string name_of(const RemoteFile& file) {
  return file.path.empty() ? file.layer.digest.text() : file.path;
}

// Whether the disk has room for what is not there yet.
Result<void> check_room(const std::vector<RemoteModel>& models, store::Store& store) {
  std::uint64_t missing = 0;
  std::set<std::string> counted;
  for (const RemoteModel& model : models) {
    for (const RemoteFile& file : model.files) {
      if (!counted.insert(file.blob.digest.hex()).second) continue;
      if (store.blobs().contains(file.layer.digest)) continue;
      missing += file.blob.size_bytes - PullFolder(store, file.blob).bytes_there();
    }
  }
  std::error_code failed;
  const auto space = std::filesystem::space(store.root(), failed);
  if (failed || missing == 0 || space.available >= missing + kRoomBytes) return {};
  return fail(Error(ErrorCode::Limit,
                    format("it needs {} MiB on the disk, {} MiB are free",
                           (missing + kRoomBytes) / kMebibyte, space.available / kMebibyte))
                  .with_hint("remove models that you do not use: tiles rm NAME, then tiles gc"));
}

Result<std::vector<FetchedModel>> install_all(const std::vector<RemoteModel>& models,
                                              store::Store& store) {
  std::vector<FetchedModel> fetched;
  fetched.reserve(models.size());
  for (const RemoteModel& model : models) {
    fetched.push_back(TILES_TRY(install(model, store)));
  }
  return fetched;
}

}  // namespace

Result<RemoteModel> SourceFetcher::find(const RemoteReference& reference,
                                        const store::Store& store) {
  switch (reference.kind) {
    case RemoteKind::HuggingFace:
      return find_on_hub(client_, reference, secrets_);
    case RemoteKind::Ollama:
    case RemoteKind::Oci:
      return find_in_registry(client_, reference, secrets_);
    case RemoteKind::File:
      return find_local_file(reference);
    case RemoteKind::Static:
      break;
  }
  return reference.is_one_file() ? find_web_file(client_, reference, store)
                                 : find_in_layout(client_, reference);
}

Result<void> SourceFetcher::bring_file(RemoteFile& file, const RemoteModel& model,
                                       store::Store& store, const FetchOptions& options) {
  const std::string name = name_of(file);
  const auto tell = [&](std::uint64_t bytes) {
    if (options.progress) options.progress({name, bytes, file.blob.size_bytes});
  };
  PullFolder folder(store, file.blob);
  const bool is_fetched = fetched_.contains(file.blob.digest.hex()) && folder.is_whole();
  // A blob that changed on disk is fetched again, and replaced.
  if (is_fetched ||
      (store.blobs().contains(file.layer.digest) && store.blobs().check(file.layer.digest))) {
    tell(file.blob.size_bytes);
    return {};
  }
  PieceSource source{.url = file.url,
                     .blob = file.blob,
                     .announced = {},
                     .entity_tag = file.entity_tag,
                     .why = "fetch " + name,
                     .renew = model.renew};
  if (file.digest_is == RemoteFile::Digest::Announced) source.announced = file.layer.digest;
  file.layer.digest = TILES_TRY(folder.fetch(client_, source,
                                             {.connections_max = options.connections_max,
                                              .bytes_per_second_max = options.bytes_per_second_max,
                                              .progress = tell}));
  fetched_.insert(file.blob.digest.hex());
  return {};
}

Result<void> SourceFetcher::bring(RemoteModel& model, store::Store& store,
                                  const FetchOptions& options) {
  for (RemoteFile& file : model.files) {
    if (auto done = bring_file(file, model, store, options); !done) {
      return fail(std::move(done).error().within("pulling '" + name_of(file) + "'"));
    }
  }
  return {};
}

Result<std::vector<RemoteHead>> SourceFetcher::read_heads(const RemoteReference& reference,
                                                          const store::Store& store) {
  return read_remote_heads(client_, TILES_TRY(find(reference, store)));
}

Result<FetchedModels> SourceFetcher::fetch(std::span<const RemoteReference> references,
                                           store::Store& store, const FetchOptions& options) {
  std::vector<RemoteModel> models;
  for (const RemoteReference& reference : references)
    models.push_back(TILES_TRY(find(reference, store)));
  TILES_CHECK(check_room(models, store));
  for (int round = 1;; ++round) {
    for (RemoteModel& model : models) TILES_CHECK(bring(model, store, options));
    DirectoryLock held = TILES_TRY(store.blobs().hold());
    auto fetched = install_all(models, store);
    if (fetched) return FetchedModels{std::move(held), *std::move(fetched)};
    const bool is_collected = fetched.error().code() == ErrorCode::NotFound;
    if (!is_collected || round == kRoundsMax) return fail(std::move(fetched).error());
  }
}

}  // namespace tiles::models
