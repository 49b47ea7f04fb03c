// SPDX-License-Identifier: Apache-2.0
#include "store/store.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "store/collector.h"
#include "store/layout.h"
#include "store/media_types.h"

namespace tiles::store {
namespace {

constexpr std::string_view kLayoutText = R"({"imageLayoutVersion":"1.0.0"})";
constexpr std::uint64_t kLayoutBytesMax = 4'096;

Result<void> check_layout_version(std::string_view text) {
  const auto json = parse_json(text);
  const auto version =
      json && json->is_object() ? json->value("imageLayoutVersion", Json()) : Json();
  if (version != "1.0.0") {
    return fail(ErrorCode::Unsupported, "'oci-layout' is not of version 1.0.0");
  }
  return {};
}

bool is_missing(const FileSystem& files, std::string_view path) {
  const auto info = files.info(path);
  return !info && info.error().code() == ErrorCode::NotFound;
}

Descriptor describe(const Manifest& manifest, const Stored& stored) {
  return {.media_type = manifest.media_type,
          .digest = stored.digest,
          .size_bytes = stored.size_bytes,
          .artifact_type = manifest.artifact_type,
          .annotations = {}};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& root, const Clock& clock) {
  auto files = TILES_TRY(open_directory(root));
  std::unique_ptr<Store> store(new Store(std::move(files), root, clock));
  if (auto made = store->make_layout(); !made) {
    return fail(std::move(made).error().within("opening the store '" + root.native() + "'"));
  }
  return store;
}

Result<std::unique_ptr<Store>> Store::open(std::unique_ptr<FileSystem> files, const Clock& clock) {
  std::unique_ptr<Store> store(new Store(std::move(files), {}, clock));
  TILES_CHECK(store->make_layout());
  return store;
}

Result<void> Store::make_layout() {
  constexpr const char* kParts[] = {layout::kBlobs, layout::kStaged,    layout::kChecked,
                                    layout::kPins,  layout::kIndexFile, layout::kVersionFile};
  if (const auto version = files_->read(layout::kVersionFile, kLayoutBytesMax)) {
    TILES_CHECK(check_layout_version(*version));
  }
  const auto missing = [&](const char* part) { return is_missing(*files_, part); };
  if (std::ranges::none_of(kParts, missing)) return {};
  const auto held = TILES_TRY(DirectoryLock::take(root_, LockKind::Exclusive, layout::kLockWait));
  for (const char* folder : {layout::kBlobs, layout::kStaged, layout::kChecked, layout::kPins}) {
    TILES_CHECK(make_directories(*files_, folder));
  }
  if (missing(layout::kIndexFile)) {
    TILES_CHECK(replace_file(*files_, layout::kIndexFile, TILES_TRY(Index().print())));
  }
  if (missing(layout::kVersionFile)) {
    TILES_CHECK(replace_file(*files_, layout::kVersionFile, kLayoutText));
  }
  return {};
}

Result<Index> Store::read_index() const {
  const std::string text = TILES_TRY(files_->read(layout::kIndexFile, Index::kTextBytesMax));
  return Index::parse(text);
}

template <typename Change>
Result<void> Store::change_index(Change change) {
  const auto held = TILES_TRY(DirectoryLock::take(root_, LockKind::Exclusive, layout::kLockWait));
  Index index = TILES_TRY(read_index());
  TILES_CHECK(change(index));
  return replace_file(*files_, layout::kIndexFile, TILES_TRY(index.print()));
}

Result<Descriptor> Store::put_manifest(const Manifest& manifest) {
  const std::string text = TILES_TRY(manifest.print());
  return describe(manifest, TILES_TRY(blobs_.put(text)));
}

Result<Descriptor> Store::put_manifest(std::string_view text) {
  const Manifest manifest = TILES_TRY(Manifest::parse(text));
  return describe(manifest, TILES_TRY(blobs_.put(text)));
}

Result<Manifest> Store::manifest(const crypto::Digest& digest) const {
  const std::string text = TILES_TRY(blobs_.read(digest, Manifest::kTextBytesMax));
  return Manifest::parse(text);
}

Result<void> Store::check_sizes(const Manifest& manifest) const {
  for (const Descriptor& blob : manifest.blobs()) {
    const std::uint64_t size = TILES_TRY(blobs_.size_bytes(blob.digest));
    if (size != blob.size_bytes) {
      return fail(ErrorCode::Corrupt, format("'{}' has {} bytes, the manifest says {}",
                                             blob.digest.text(), size, blob.size_bytes));
    }
  }
  return {};
}

Result<void> Store::tag(const ModelName& name, const crypto::Digest& digest) {
  if (name.digest && *name.digest != digest) {
    return fail(ErrorCode::Conflict, format("'{}' cannot mean '{}'", name.text(), digest.text()));
  }
  const DirectoryLock held = TILES_TRY(blobs_.hold());
  const std::string text = TILES_TRY(blobs_.read(digest, Manifest::kTextBytesMax));
  const Manifest manifest = TILES_TRY(Manifest::parse(text));
  if (auto checked = check_sizes(manifest); !checked) {
    return fail(std::move(checked).error().within("naming '" + name.reference() + "'"));
  }
  const Descriptor descriptor = describe(manifest, {.digest = digest, .size_bytes = text.size()});
  return change_index([&](Index& index) -> Result<void> {
    index.set(name.reference(), descriptor, clock_.now());
    return {};
  });
}

Result<void> Store::untag(std::string_view reference) {
  const std::string one(reference);
  return untag(std::span(&one, 1));
}

Result<void> Store::untag(std::span<const std::string> references) {
  return change_index([&](Index& index) -> Result<void> {
    for (const std::string& reference : references) {
      if (index.remove(reference) == Index::Removed::Yes) continue;
      return fail(ErrorCode::NotFound, "there is no model '" + reference + "'");
    }
    return {};
  });
}

Result<Descriptor> Store::resolve(const ModelName& name) const {
  if (name.digest) {
    const std::string text = TILES_TRY(blobs_.read(*name.digest, Manifest::kTextBytesMax));
    return describe(TILES_TRY(Manifest::parse(text)),
                    {.digest = *name.digest, .size_bytes = text.size()});
  }
  const Index index = TILES_TRY(read_index());
  if (const Descriptor* found = index.find(name.reference())) return *found;
  return fail(ErrorCode::NotFound, "there is no model '" + name.reference() + "'");
}

Result<std::vector<IndexEntry>> Store::list() const {
  std::vector<IndexEntry> entries = TILES_TRY(read_index()).entries();
  std::erase_if(entries, [](const IndexEntry& entry) { return entry.subject.has_value(); });
  return entries;
}

Result<Descriptor> Store::attach(const Manifest& referrer) {
  if (!referrer.subject) return fail(ErrorCode::Invalid, "a referrer without a subject");
  const DirectoryLock held = TILES_TRY(blobs_.hold());
  const crypto::Digest subject = referrer.subject->digest;
  const std::uint64_t size = TILES_TRY(blobs_.size_bytes(subject));
  if (size != referrer.subject->size_bytes) {
    return fail(ErrorCode::Corrupt, format("'{}' has {} bytes, its referrer says {}",
                                           subject.text(), size, referrer.subject->size_bytes));
  }
  TILES_CHECK(check_sizes(referrer));
  Descriptor descriptor = TILES_TRY(put_manifest(referrer));
  TILES_CHECK(change_index([&](Index& index) -> Result<void> {
    index.refer(descriptor, subject);
    return {};
  }));
  return descriptor;
}

Result<void> Store::detach(const crypto::Digest& referrer) {
  return change_index([&](Index& index) -> Result<void> {
    if (index.remove_referrer(referrer) == Index::Removed::Yes) return {};
    return fail(ErrorCode::NotFound, "there is no referrer '" + referrer.text() + "'");
  });
}

Result<std::vector<Descriptor>> Store::referrers(const crypto::Digest& subject) const {
  std::vector<Descriptor> found;
  const Index index = TILES_TRY(read_index());
  for (const IndexEntry& entry : index.entries()) {
    if (entry.subject == subject) found.push_back(entry.manifest);
  }
  return found;
}

Result<void> Store::pin(const crypto::Digest& digest) {
  const DirectoryLock held = TILES_TRY(blobs_.hold());
  return replace_file(*files_, layout::pin(digest), "");
}

Result<void> Store::unpin(const crypto::Digest& digest) {
  TILES_CHECK(files_->remove(layout::pin(digest)));
  return files_->sync_directory(layout::kPins);
}

Result<std::vector<crypto::Digest>> Store::pins() const {
  std::vector<crypto::Digest> pins;
  for (const FileInfo& entry : TILES_TRY(files_->list(layout::kPins))) {
    if (const auto digest = crypto::Digest::parse("sha256:" + entry.name)) pins.push_back(*digest);
  }
  return pins;
}

Result<void> Store::verify_blob(const Descriptor& blob, Verify which, const Progress& progress) {
  const std::uint64_t size = TILES_TRY(blobs_.size_bytes(blob.digest));
  if (size != blob.size_bytes) {
    return fail(ErrorCode::Corrupt,
                format("has {} bytes, the manifest says {}", size, blob.size_bytes));
  }
  return which == Verify::All ? blobs_.verify(blob.digest, progress)
                              : blobs_.check(blob.digest, progress);
}

Result<std::vector<Fault>> Store::verify(const crypto::Digest& digest, Verify which,
                                         const Progress& progress) {
  std::vector<Fault> faults;
  std::uint64_t done = 0;
  const Manifest build = TILES_TRY(manifest(digest));
  for (const Descriptor& blob : build.blobs()) {
    const auto count_on = [&](std::uint64_t bytes) {
      return progress ? progress(done + bytes) : Step::Continue;
    };
    if (auto verified = verify_blob(blob, which, count_on); !verified) {
      const ErrorCode code = verified.error().code();
      if (code != ErrorCode::Corrupt && code != ErrorCode::NotFound) {
        return fail(std::move(verified).error());
      }
      faults.push_back({.blob = blob, .error = std::move(verified).error()});
    }
    done += blob.size_bytes;
  }
  return faults;
}

// Those whose subject is kept, and those of these. One that cannot be read says nothing.
Result<void> Store::keep_referrers(const Index& index, Collector& collector, Index& kept) const {
  std::vector<IndexEntry> waiting = index.entries();
  std::erase_if(waiting, [](const IndexEntry& entry) { return !entry.subject; });
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const IndexEntry& entry : waiting) {
      if (collector.is_kept(entry.manifest.digest) || !collector.is_kept(*entry.subject)) continue;
      auto marked = collector.keep_manifest(entry.manifest.digest);
      if (!marked && marked.error().code() == ErrorCode::Io) return marked;
      has_grown = true;
    }
  }
  for (const IndexEntry& entry : waiting) {
    if (!collector.is_kept(*entry.subject)) kept.remove_referrer(entry.manifest.digest);
  }
  return {};
}

Result<Garbage> Store::collect(Collect collect, TimePoint now) {
  const auto folder = root_.empty() ? root_ : root_ / layout::kBlobsLock;
  const auto no_additions =
      TILES_TRY(DirectoryLock::take(folder, LockKind::Exclusive, layout::kLockWait));
  const auto no_changes =
      TILES_TRY(DirectoryLock::take(root_, LockKind::Exclusive, layout::kLockWait));
  Collector collector(*files_, blobs_, {root_, now});
  for (const IndexEntry& entry : TILES_TRY(list())) {
    if (auto marked = collector.keep_manifest(entry.manifest.digest); !marked) {
      return fail(std::move(marked)
                      .error()
                      .within("nothing was removed: reading what '" + entry.name + "' uses")
                      .with_hint("tiles rm " + entry.name));
    }
  }
  for (const crypto::Digest& pin : TILES_TRY(pins())) TILES_CHECK(collector.keep_pinned(pin));
  const Index index = TILES_TRY(read_index());
  Index kept = index;
  TILES_CHECK(keep_referrers(index, collector, kept));
  if (collect == Collect::Remove && kept != index) {
    TILES_CHECK(replace_file(*files_, layout::kIndexFile, TILES_TRY(kept.print())));
  }
  return collector.sweep(collect);
}

}  // namespace tiles::store
