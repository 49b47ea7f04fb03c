// SPDX-License-Identifier: Apache-2.0
#include "models/pull.h"

#include <set>
#include <system_error>
#include <utility>

#include "base/directory_lock.h"
#include "base/format.h"
#include "models/piece_download.h"
#include "models/pull_sources.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

constexpr const char* kPulls = ".tiles/pulls";
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t kRoomBytes = 16 * kMebibyte;  // Left free beside what is pulled.

std::string folder_of(const crypto::Digest& digest) {
  return std::string(kPulls) + "/" + digest.hex();
}

class NetworkFetcher final : public SourceFetcher {
 public:
  NetworkFetcher(net::Client& client, PullSecrets secrets)
      : client_(client), secrets_(std::move(secrets)) {}

  Result<FetchedModel> fetch(const RemoteReference& reference, store::Store& store,
                             const FetchOptions& options) override {
    if (reference.kind == RemoteKind::File) return import_file(reference, store);
    const RemoteModel model = TILES_TRY(find(reference));
    TILES_CHECK(check_room(model, store));
    FetchedModel fetched{
        .reference = reference.text(), .revision = model.revision, .files = {}, .manifest = {}};
    for (const RemoteFile& file : model.files) {
      auto done = fetch_file(file, model, store, options);
      if (!done) {
        return fail(std::move(done).error().within("pulling '" + name_of(file) + "'"));
      }
      fetched.files.push_back({.layer = file.layer, .path = file.path});
    }
    fetched.manifest = TILES_TRY(put_manifest(model, store));
    return fetched;
  }

 private:
  Result<RemoteModel> find(const RemoteReference& reference) {
    switch (reference.kind) {
      case RemoteKind::HuggingFace:
        return find_on_hub(client_, reference, secrets_);
      case RemoteKind::Ollama:
      case RemoteKind::Oci:
        return find_in_registry(client_, reference, secrets_);
      case RemoteKind::Static:
      case RemoteKind::File:
        break;
    }
    return find_in_layout(client_, reference);
  }

  static std::string name_of(const RemoteFile& file) {
    return file.path.empty() ? file.layer.digest.text() : file.path;
  }

  // Whether the disk has room for what is not there yet.
  static Result<void> check_room(const RemoteModel& model, store::Store& store) {
    std::uint64_t missing = 0;
    std::set<std::string> counted;
    for (const RemoteFile& file : model.files) {
      const crypto::Digest& digest = file.layer.digest;
      if (store.blobs().contains(digest) || !counted.insert(digest.hex()).second) continue;
      // What a stopped pull has written already takes its room; holes count as if they did, so the
      // check may pass where the disk fills up later: then the pull stops and can go on.
      const auto partial = store.files().info(folder_of(digest) + "/data");
      const std::uint64_t there = partial ? partial->size_bytes : 0;
      missing += file.layer.size_bytes - std::min(there, file.layer.size_bytes);
    }
    std::error_code failed;
    const auto space = std::filesystem::space(store.root(), failed);
    if (failed || missing == 0 || space.available >= missing + kRoomBytes) return {};
    return fail(Error(ErrorCode::Limit,
                      format("it needs {} MiB on the disk, {} MiB are free",
                             (missing + kRoomBytes) / kMebibyte, space.available / kMebibyte))
                    .with_hint("remove models that you do not use: tiles rm NAME, then tiles gc"));
  }

  Result<void> fetch_file(const RemoteFile& file, const RemoteModel& model, store::Store& store,
                          const FetchOptions& options) {
    const crypto::Digest& digest = file.layer.digest;
    const auto tell = [&](std::uint64_t bytes) {
      if (options.progress) options.progress({name_of(file), bytes, file.layer.size_bytes});
    };
    // A blob that changed on disk is fetched again, and replaced.
    if (store.blobs().contains(digest) && store.blobs().check(digest)) {
      tell(file.layer.size_bytes);
      return {};
    }
    const std::string folder = folder_of(digest);
    TILES_CHECK(make_directories(store.files(), folder));
    constexpr std::chrono::milliseconds kNoWait{0};
    auto lock = DirectoryLock::take(store.root().empty() ? store.root() : store.root() / folder,
                                    LockKind::Exclusive, kNoWait);
    if (!lock) return fail(std::move(lock).error().within("another pull of the same file"));
    const PieceSource source{.url = file.url,
                             .headers = file.headers,
                             .blob = {digest, file.layer.size_bytes},
                             .why = "fetch " + name_of(file),
                             .renew = model.renew};
    TILES_CHECK(download_pieces(client_, {store.files(), folder}, source,
                                {.connections_max = options.connections_max,
                                 .bytes_per_second_max = options.bytes_per_second_max,
                                 .progress = tell}));
    TILES_TRY(store.blobs().adopt(folder + "/data", digest));
    TILES_CHECK(store.files().remove(folder + "/journal"));
    return store.files().remove(folder);
  }

  static Result<crypto::Digest> put_manifest(const RemoteModel& model, store::Store& store) {
    if (model.manifest) return TILES_TRY(store.put_manifest(*model.manifest)).digest;
    std::vector<store::Descriptor> layers;
    for (const RemoteFile& file : model.files) layers.push_back(file.layer);
    return put_own_manifest(std::move(layers), store);
  }

  static Result<crypto::Digest> put_own_manifest(std::vector<store::Descriptor> layers,
                                                 store::Store& store) {
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
    return TILES_TRY(store.put_manifest(manifest)).digest;
  }

  static Result<FetchedModel> import_file(const RemoteReference& reference, store::Store& store) {
    const std::filesystem::path path = reference.repository;
    const store::Stored stored =
        TILES_TRY(store.blobs().import_file(path, store::ImportKind::Share));
    const store::Descriptor layer{
        .media_type = std::string(store::media_type::kWeights),
        .digest = stored.digest,
        .size_bytes = stored.size_bytes,
        .artifact_type = {},
        .annotations = {{std::string(store::annotation::kFilePath), path.filename().string()}}};
    FetchedModel fetched{
        .reference = reference.text(), .revision = {}, .files = {{layer, {}}}, .manifest = {}};
    fetched.manifest = TILES_TRY(put_own_manifest({layer}, store));
    return fetched;
  }

  net::Client& client_;
  PullSecrets secrets_;
};

}  // namespace

std::unique_ptr<SourceFetcher> open_source_fetcher(net::Client& client, PullSecrets secrets) {
  return std::make_unique<NetworkFetcher>(client, std::move(secrets));
}

}  // namespace tiles::models
