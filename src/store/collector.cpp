// SPDX-License-Identifier: Apache-2.0
#include "store/collector.h"

#include <algorithm>
#include <chrono>

#include "store/layout.h"

namespace tiles::store {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr std::size_t kPullsMax = 256;  // Removed by one run; each has a lock that is open.

// Names that replace_file() gives to what it is writing.
bool is_temporary(std::string_view name) {
  return name.starts_with(".tiles-") && name.ends_with(".tmp");
}

Result<crypto::Digest> digest_of(const Json& descriptor) {
  const auto digest = descriptor.is_object() ? descriptor.find("digest") : descriptor.end();
  if (digest == descriptor.end() || !digest->is_string()) {
    return fail(ErrorCode::Invalid, "a descriptor without a digest");
  }
  return crypto::Digest::parse(digest->get_ref<const std::string&>());
}

}  // namespace

Result<Json> Collector::read_json(const crypto::Digest& digest) const {
  const std::string text = TILES_TRY(blobs_.read(digest, Manifest::kTextBytesMax));
  Json json = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  if (!json.is_object() || !json.contains("schemaVersion")) {
    return fail(ErrorCode::Invalid, "'" + digest.text() + "' is not a manifest");
  }
  return json;
}

Result<void> Collector::keep_parts(const Json& manifest) {
  for (const char* list : {"layers", "blobs", "manifests"}) {
    const auto parts = manifest.find(list);
    if (parts == manifest.end()) continue;
    for (const Json& part : *parts) {
      const crypto::Digest digest = TILES_TRY(digest_of(part));
      kept_.insert(digest.hex());
      if (std::string_view(list) == "manifests") to_read_.push_back(digest);
    }
  }
  if (const auto config = manifest.find("config"); config != manifest.end()) {
    const crypto::Digest digest = TILES_TRY(digest_of(*config));
    kept_.insert(digest.hex());
  }
  return {};
}

Result<void> Collector::keep_manifest(const crypto::Digest& digest) {
  to_read_.push_back(digest);
  while (!to_read_.empty()) {
    const crypto::Digest next = to_read_.back();
    to_read_.pop_back();
    if (!read_.insert(next.hex()).second) continue;
    kept_.insert(next.hex());
    const Json json = TILES_TRY(read_json(next));
    TILES_CHECK(keep_parts(json));
  }
  return {};
}

Result<void> Collector::keep_pinned(const crypto::Digest& digest) {
  kept_.insert(digest.hex());
  const auto size = blobs_.size_bytes(digest);
  if (!size || *size > Manifest::kTextBytesMax) return {};
  const auto json = read_json(digest);
  if (json) return keep_manifest(digest);
  // A damaged blob may have been a manifest.
  return json.error().code() == ErrorCode::Corrupt ? fail(json.error()) : Result<void>();
}

Result<void> Collector::find_blobs(Garbage& garbage) {
  // First the memory of their hashes: it must not outlive them.
  const auto checked = TILES_TRY(files_.list(layout::kChecked));
  for (const FileInfo& entry : checked) {
    if (!kept_.contains(entry.name)) {
      paths_.push_back(std::string(layout::kChecked) + "/" + entry.name);
    }
  }
  for (const crypto::Digest& digest : TILES_TRY(blobs_.list())) {
    if (kept_.contains(digest.hex())) continue;
    const FileInfo info = TILES_TRY(files_.info(layout::blob(digest)));
    const std::uint64_t size = info.kind == FileKind::File ? info.size_bytes : 0;
    garbage.blobs.push_back({.digest = digest, .size_bytes = size});
    garbage.size_bytes += size;
    paths_.push_back(layout::blob(digest));
  }
  return {};
}

Result<void> Collector::find_leftovers(Garbage& garbage) {
  for (const std::string_view folder : {"", layout::kPins, layout::kStaged}) {
    for (const FileInfo& entry : TILES_TRY(files_.list(folder))) {
      if (folder != layout::kStaged && !is_temporary(entry.name)) continue;
      ++garbage.leftovers;
      garbage.size_bytes += entry.kind == FileKind::File ? entry.size_bytes : 0;
      paths_.push_back(folder.empty() ? entry.name : std::string(folder) + "/" + entry.name);
    }
  }
  return {};
}

Result<void> Collector::find_pull(const crypto::Digest& digest, Garbage& garbage) {
  const std::string folder = layout::pull(digest);
  constexpr std::chrono::milliseconds kNoWait{0};
  auto lock = DirectoryLock::take(place_.root.empty() ? place_.root : place_.root / folder,
                                  LockKind::Exclusive, kNoWait);
  if (!lock || locks_.size() >= kPullsMax) return {};
  const FileInfo own = TILES_TRY(files_.info(folder));
  std::int64_t changed_ns = own.modified_ns;
  std::uint64_t size_bytes = 0;
  std::vector<std::string> paths;
  for (const FileInfo& entry : TILES_TRY(files_.list(folder))) {
    changed_ns = std::max(changed_ns, entry.modified_ns);
    size_bytes += entry.kind == FileKind::File ? entry.size_bytes : 0;
    paths.push_back(folder + "/" + entry.name);
  }
  const std::chrono::nanoseconds age =
      place_.now.time_since_epoch() - std::chrono::nanoseconds(changed_ns);
  if (age <= layout::kPullAgeMax) return {};
  garbage.pulls.push_back({.digest = digest, .size_bytes = size_bytes});
  garbage.size_bytes += size_bytes;
  paths.push_back(folder);
  paths_.insert(paths_.end(), paths.begin(), paths.end());
  locks_.push_back(*std::move(lock));
  return {};
}

Result<void> Collector::find_pulls(Garbage& garbage) {
  const auto folders = files_.list(layout::kPulls);
  if (!folders && folders.error().code() == ErrorCode::NotFound) return {};
  for (const FileInfo& entry : TILES_TRY(folders)) {
    const auto digest = crypto::Digest::parse("sha256:" + entry.name);
    if (digest && entry.kind == FileKind::Directory) TILES_CHECK(find_pull(*digest, garbage));
  }
  return {};
}

Result<Garbage> Collector::sweep(Collect collect) {
  Garbage garbage;
  TILES_CHECK(find_blobs(garbage));
  TILES_CHECK(find_leftovers(garbage));
  TILES_CHECK(find_pulls(garbage));
  if (collect == Collect::DryRun) return garbage;
  for (const std::string& path : paths_) TILES_CHECK(files_.remove(path));
  TILES_CHECK(files_.sync_directory(layout::kBlobs));
  return garbage;
}

}  // namespace tiles::store
