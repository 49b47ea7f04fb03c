// SPDX-License-Identifier: Apache-2.0
#include "models/pull_folder.h"

#include <utility>

#include "store/layout.h"

namespace tiles::models {

PullFolder::PullFolder(store::Store& store, const PulledBlob& blob)
    : store_(store), blob_(blob), path_(store::layout::pull(blob.digest)) {}

std::uint64_t PullFolder::bytes_there() const {
  return is_whole() ? blob_.size_bytes : recorded_bytes(store_.files(), path_, blob_);
}

bool PullFolder::is_whole() const {
  const auto info = store_.files().info(path_ + "/whole");
  return info && info->kind == FileKind::File && info->size_bytes == blob_.size_bytes;
}

Result<DirectoryLock> PullFolder::lock() const {
  constexpr std::chrono::seconds kWait{1};  // A collection looks at the folder for a moment.
  auto lock = DirectoryLock::take(store_.root().empty() ? store_.root() : store_.root() / path_,
                                  LockKind::Exclusive, kWait);
  if (!lock) return fail(std::move(lock).error().within("another pull of the same file"));
  return lock;
}

Result<std::optional<crypto::Digest>> PullFolder::check_whole(const PieceSource& source) {
  if (!is_whole()) return std::nullopt;
  const auto file = TILES_TRY(store_.files().open(path_ + "/whole"));
  crypto::Sha256 hash;
  TILES_CHECK(
      read_part(*file, {0, blob_.size_bytes}, [&](std::string_view bytes) { hash.update(bytes); }));
  const crypto::Digest digest = hash.finish();
  if (!source.announced || *source.announced == digest) return digest;
  return std::nullopt;
}

Result<void> PullFolder::remove_all() {
  FileSystem& files = store_.files();
  for (const FileInfo& entry : TILES_TRY(files.list(path_))) {
    TILES_CHECK(files.remove(path_ + "/" + entry.name));
  }
  return files.remove(path_);
}

Result<void> PullFolder::discard() {
  if (!store_.files().info(path_)) return {};
  const DirectoryLock locked = TILES_TRY(lock());
  return remove_all();
}

Result<crypto::Digest> PullFolder::fetch(net::Client& client, const PieceSource& source,
                                         const PieceOptions& options) {
  FileSystem& files = store_.files();
  TILES_CHECK(make_directories(files, path_));
  const DirectoryLock locked = TILES_TRY(lock());
  if (const auto digest = TILES_TRY(check_whole(source))) return *digest;
  const crypto::Digest digest = TILES_TRY(download_pieces(client, {files, path_}, source, options));
  TILES_CHECK(files.rename(path_ + "/data", path_ + "/whole"));
  TILES_CHECK(files.sync_directory(path_));
  TILES_CHECK(files.remove(path_ + "/journal"));
  return digest;
}

Result<void> PullFolder::install(const crypto::Digest& digest) {
  const DirectoryLock locked = TILES_TRY(lock());
  if (!is_whole()) return fail(ErrorCode::NotFound, "'" + digest.text() + "' is not whole");
  TILES_TRY(store_.blobs().adopt(path_ + "/whole", digest));
  return remove_all();
}

}  // namespace tiles::models
